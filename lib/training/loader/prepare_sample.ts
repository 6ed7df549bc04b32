import type { Sample, SampleRecord } from "../../datasets/dataset.ts";
import {
  networkSize,
  shrinkMask,
  toNetworkImage,
} from "../../inference/mod.ts";
import type { InputRecipe } from "../../recipes/mod.ts";

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

/**
 * Makes a `load` that reads each image once, shrinks it to what the network sees, and keeps it: hand the same one to
 * all folds of a run, so that the second fold decodes nothing again.
 *
 * @param load Reads one image, as `Dataset.load`.
 * @param input The recipe's `input`.
 * @param cacheBytes Most bytes of pixels that are kept; what goes beyond is read again each time. @default {1 GiB}
 *
 * @example
 * ```ts
 * import { preparedLoad } from "./prepare_sample.ts";
 *
 * const record = { id: "a", group: "a", imagePath: "/a.png" };
 * const image = { data: new Uint8Array(8), width: 4, height: 2, channels: 1 as const };
 * let reads = 0;
 * const load = preparedLoad(
 *   () => (reads++, Promise.resolve({ ...record, image })),
 *   { maximumSide: 2, channels: 1 },
 * );
 * await load(record);
 * if ((await load(record)).image.width !== 2 || reads !== 1) throw new Error();
 * ```
 */
export function preparedLoad(
  load: (record: SampleRecord) => Promise<Sample>,
  input: Pick<InputRecipe, "maximumSide" | "channels">,
  cacheBytes: number = 2 ** 30,
): (record: SampleRecord) => Promise<Sample> {
  const kept = new Map<string, Sample>();
  let bytesLeft = cacheBytes;
  return async (record) => {
    const earlier = kept.get(record.imagePath);
    if (earlier) return earlier;
    const sample = prepareSample(await load(record), input);
    const bytes = sample.image.data.length + (sample.mask?.data.length ?? 0);
    if (!kept.has(record.imagePath) && bytes <= bytesLeft) {
      bytesLeft -= bytes;
      kept.set(record.imagePath, sample);
    }
    return sample;
  };
}
