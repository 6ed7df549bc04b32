import { randomSource } from "../../../lib/core/mod.ts";
import type { TrainWork, WorkSpec } from "./train_work.ts";

/** Images for both sides: uniform in [0, 1), the same for the same shape. */
export function inputImages(shape: WorkSpec["shape"]): Float32Array {
  const random = randomSource(1, "bench images", ...shape);
  const pixels = shape.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length: 3 * pixels }, () => random.next());
}

/**
 * Writes the images of a piece of work and gives the work with its file.
 *
 * @param spec The work.
 * @param folder Where the file lies.
 */
export async function withInput(
  spec: WorkSpec,
  folder: string,
): Promise<TrainWork> {
  const input = `${folder}/${spec.shape.join("x")}.f32`;
  const images = inputImages(spec.shape);
  await Deno.writeFile(input, new Uint8Array(images.buffer));
  return { ...spec, input };
}
