import type { LabelledImage } from "../../augment/mod.ts";
import { InputError } from "../../core/mod.ts";
import type { Sample, SampleRecord } from "../../datasets/dataset.ts";
import {
  networkSize,
  shrinkMask,
  toNetworkImage,
} from "../../inference/mod.ts";
import type { InputRecipe } from "../../recipes/mod.ts";

/** An image and its label at the network's resolution. */
export interface PreparedSample extends LabelledImage {
  /** The record's id. */
  readonly id: string;
}

/** What {@linkcode PreparedSamples} may be told. */
export interface PreparedSamplesOptions {
  /** Reads one image and its label, as `Dataset.load`. */
  readonly load: (record: SampleRecord) => Promise<Sample>;
  /** The recipe's `input`. */
  readonly input: Pick<InputRecipe, "maximumSide" | "channels">;
  /** Most bytes of pixels that are kept. @default {1 GiB} */
  readonly cacheBytes?: number;
}

/** The same pixels in memory that workers can read without a copy. */
function shared(data: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(data.length));
  copy.set(data);
  return copy;
}

/**
 * The images of a fold at the network's resolution: each is decoded and shrunk when it is first asked for and kept
 * until the bound is reached; later ones are decoded again each time. (Epochs go round all images, so to put out the
 * oldest would put out just what is wanted next.)
 *
 * @example
 * ```ts
 * import { PreparedSamples } from "./prepared_samples.ts";
 *
 * const record = { id: "a", group: "a", imagePath: "/a.png" };
 * const image = { data: new Uint8Array(4), width: 2, height: 2, channels: 1 as const };
 * const mask = { data: new Uint8Array(4), width: 2, height: 2 };
 * let reads = 0;
 * const samples = new PreparedSamples([record], {
 *   load: () => (reads++, Promise.resolve({ ...record, image, mask })),
 *   input: { maximumSide: 2, channels: 3 },
 * });
 * await samples.get(0);
 * if ((await samples.get(0)).image.channels !== 3 || reads !== 1) throw new Error();
 * ```
 */
export class PreparedSamples {
  /** What is in it, in order. */
  readonly records: readonly SampleRecord[];
  readonly #options: PreparedSamplesOptions;
  readonly #kept = new Map<number, PreparedSample>();
  #bytesLeft: number;

  constructor(
    records: readonly SampleRecord[],
    options: PreparedSamplesOptions,
  ) {
    this.records = records;
    this.#options = options;
    this.#bytesLeft = options.cacheBytes ?? 2 ** 30;
  }

  /**
   * Gives one sample.
   *
   * @param index Its place in `records`.
   * @throws {InputError} Where the image has no label or cannot be read.
   */
  async get(index: number): Promise<PreparedSample> {
    const kept = this.#kept.get(index);
    if (kept) return kept;
    const prepared = await this.#prepare(this.records[index]!);
    const bytes = prepared.image.data.length + prepared.mask.data.length;
    if (!this.#kept.has(index) && bytes <= this.#bytesLeft) {
      this.#bytesLeft -= bytes;
      this.#kept.set(index, prepared);
    }
    return prepared;
  }

  async #prepare(record: SampleRecord): Promise<PreparedSample> {
    const { load, input } = this.#options;
    const { image, mask } = await load(record);
    if (!mask) {
      throw new InputError(
        `Cannot train on ${record.id}: it must have a label, there is none`,
        { file: record.imagePath, remedy: "Leave the image out of the folds." },
      );
    }
    const small = toNetworkImage(image, input);
    const { width, height } = networkSize(mask, input.maximumSide);
    const label = shrinkMask(mask, width, height);
    return {
      id: record.id,
      image: { ...small, data: shared(small.data) },
      mask: { ...label, data: shared(label.data) },
    };
  }
}
