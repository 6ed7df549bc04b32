import type { LabelledImage } from "../../augment/mod.ts";
import { InputError } from "../../core/mod.ts";
import type { Sample, SampleRecord } from "../../datasets/dataset.ts";
import type { InputRecipe } from "../../recipes/mod.ts";
import { preparedLoad } from "./prepare_sample.ts";

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
  readonly #load: (record: SampleRecord) => Promise<Sample>;

  constructor(
    records: readonly SampleRecord[],
    { load, input, cacheBytes }: PreparedSamplesOptions,
  ) {
    this.records = records;
    this.#load = preparedLoad(load, input, cacheBytes);
  }

  /**
   * Gives one sample.
   *
   * @param index Its place in `records`.
   * @throws {InputError} Where the image has no label or cannot be read.
   */
  async get(index: number): Promise<PreparedSample> {
    const { id, image, mask, imagePath } = await this.#load(
      this.records[index]!,
    );
    if (!mask) {
      throw new InputError(
        `Cannot train on ${id}: it must have a label, there is none`,
        { file: imagePath, remedy: "Leave the image out of the folds." },
      );
    }
    return { id, image, mask };
  }
}
