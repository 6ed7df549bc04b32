import type { Sample } from "../../datasets/dataset.ts";
// Not by way of mod.ts, which would bring TensorFlow into every worker.
import { networkSize, toNetworkImage } from "../../inference/network_image.ts";
import { shrinkMask } from "../../inference/shrink_mask.ts";
import type { InputRecipe } from "../../recipes/recipe.ts";

/** The same pixels in memory that workers can read without a copy. */
function shared(data: Uint8Array): Uint8Array {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const copy = new Uint8Array(new SharedArrayBuffer(data.length));
  copy.set(data);
  return copy;
}

/**
 * Brings an image and its label to the size and the channels that the network sees, in shared memory. A sample that is
 * so already comes back without a copy of its pixels.
 *
 * @param sample With or without a label.
 * @param input The recipe's `input`.
 *
 * @example
 * ```ts
 * import { prepareSample } from "./prepare_sample.ts";
 *
 * const image = { data: new Uint8Array(8), width: 4, height: 2, channels: 1 as const };
 * const sample = { id: "a", group: "a", imagePath: "/a.png", image };
 * const input = { maximumSide: 2, channels: 3 } as const;
 * const small = prepareSample(sample, input);
 * if (small.image.data.length !== 6) throw new Error();
 * if (prepareSample(small, input).image.data !== small.image.data) throw new Error();
 * ```
 */
export function prepareSample(
  sample: Sample,
  input: Pick<InputRecipe, "maximumSide" | "channels">,
): Sample {
  const { image, mask, ...rest } = sample;
  const small = toNetworkImage(image, input);
  const prepared = { ...rest, image: { ...small, data: shared(small.data) } };
  if (!mask) return prepared;
  const { width, height } = networkSize(mask, input.maximumSide);
  const label = width === mask.width && height === mask.height
    ? mask
    : shrinkMask(mask, width, height);
  return { ...prepared, mask: { ...label, data: shared(label.data) } };
}
