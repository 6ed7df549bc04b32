import { writeFileAtomic } from "../core/mod.ts";
import { encodePng } from "../imaging/mod.ts";
import type { SamplePrediction } from "./events.ts";
import type { ValidationResult } from "./validate.ts";

/**
 * Chooses the validation images whose predictions are kept: up to three, spread evenly over the list.
 *
 * @param count How many there are.
 * @returns Their indices.
 *
 * @example
 * ```ts
 * import { sampleIndices } from "./write_samples.ts";
 *
 * if (sampleIndices(9).join() !== "1,4,7" || sampleIndices(2).join() !== "0,1") throw new Error();
 * ```
 */
export function sampleIndices(count: number): number[] {
  const chosen = Math.min(3, count);
  return Array.from(
    { length: chosen },
    (_, i) => Math.floor((i + 0.5) * count / chosen),
  );
}

/**
 * Writes the prediction for one image, with the image and its label beside it.
 *
 * @param folder `samples` of the fold.
 * @param epoch Names the file.
 * @param result The prediction.
 * @returns Where the pictures are.
 */
export async function writeSample(
  folder: string,
  epoch: number,
  { sample, probability }: ValidationResult,
): Promise<SamplePrediction> {
  const base = `${folder}/${sample.id}`;
  const name = `epoch_${String(epoch).padStart(4, "0")}.png`;
  const paths = {
    id: sample.id,
    imagePath: `${base}/image.png`,
    maskPath: `${base}/mask.png`,
    predictionPath: `${base}/${name}`,
  };
  const grey = (data: Uint8Array) => ({
    data,
    width: probability.width,
    height: probability.height,
    channels: 1 as const,
  });
  // A copy: the encoder cannot read shared memory.
  const image = { ...sample.image, data: sample.image.data.slice() };
  const levels = Uint8Array.from(probability.data, (p) => 255 * p + 0.5);
  await writeFileAtomic(paths.predictionPath, await encodePng(grey(levels)));
  await writeFileAtomic(paths.imagePath, await encodePng(image));
  const mask = sample.mask.data.map((v) => 255 * v);
  await writeFileAtomic(paths.maskPath, await encodePng(grey(mask)));
  return paths;
}
