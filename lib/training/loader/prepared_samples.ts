import type { LabelledImage } from "../../augment/mod.ts";
import { InputError } from "../../core/mod.ts";
import type { SampleRecord } from "../../datasets/dataset.ts";
import type { InputRecipe } from "../../recipes/mod.ts";
import { type LoadSample, SampleCache } from "./sample_cache.ts";

/** An image and its label at the network's resolution. */
export interface PreparedSample extends LabelledImage {
  /** The record's id. */
  readonly id: string;
}

/** What {@linkcode PreparedSamples} may be told. */
export interface PreparedSamplesOptions {
  /** Reads one image and its label, as `Dataset.load`; at the network's size is enough. */
  readonly load: LoadSample;
  /** The recipe's `input`. */
  readonly input: Pick<InputRecipe, "maximumSide" | "channels">;
  /** Most bytes of pixels that are kept, where it has no `cache`. @default {1 GiB} */
  readonly cacheBytes?: number;
  /** Where images are kept; made for the same `input`. @default {one of its own} */
  readonly cache?: SampleCache;
}

/**
 * The images of a fold at the network's resolution: each is read and shrunk when it is first asked for, and kept as far
 * as the cache reaches.
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
  readonly #load: LoadSample;
  readonly #cache: SampleCache;

  constructor(
    records: readonly SampleRecord[],
    { load, input, cacheBytes, cache }: PreparedSamplesOptions,
  ) {
    this.records = records;
    this.#load = load;
    this.#cache = cache ?? new SampleCache(input, cacheBytes);
  }

  /**
   * Gives one sample.
   *
   * @param index Its place in `records`.
   * @throws {InputError} Where the image has no label or cannot be read.
   */
  async get(index: number): Promise<PreparedSample> {
    const { id, image, mask, imagePath } = await this.#cache.get(
      this.records[index]!,
      this.#load,
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
