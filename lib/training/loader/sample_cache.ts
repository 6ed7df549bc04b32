import type { Sample, SampleRecord } from "../../datasets/dataset.ts";
import type { InputRecipe } from "../../recipes/mod.ts";
import { prepareSample } from "./prepare_sample.ts";

/** Reads one image and its label, as `Dataset.load`. */
export type LoadSample = (record: SampleRecord) => Promise<Sample>;

/**
 * Images at the network's size, in memory that all threads share: each is kept until the bound is reached; later ones
 * are read again each time. (Epochs go round all images, so to put out the oldest would put out just what is wanted
 * next.) Hand the same one to all folds of a run, so that the second fold decodes nothing again.
 *
 * @example
 * ```ts
 * import { SampleCache } from "./sample_cache.ts";
 *
 * const record = { id: "a", group: "a", imagePath: "/a.png" };
 * const image = { data: new Uint8Array(8), width: 4, height: 2, channels: 1 as const };
 * let reads = 0;
 * const load = () => (reads++, Promise.resolve({ ...record, image }));
 * const cache = new SampleCache({ maximumSide: 2, channels: 1 });
 * // Asked for twice at once, it is read once.
 * const [sample] = await Promise.all([cache.get(record, load), cache.get(record, load)]);
 * if (sample.image.width !== 2 || reads !== 1) throw new Error();
 * ```
 */
export class SampleCache {
  readonly #input: Pick<InputRecipe, "maximumSide" | "channels">;
  readonly #kept = new Map<string, Sample>();
  readonly #underWay = new Map<string, Promise<Sample>>();
  #bytesLeft: number;

  /**
   * @param input The recipe's `input`.
   * @param bytes Most bytes of pixels that are kept. @default {1 GiB}
   */
  constructor(
    input: Pick<InputRecipe, "maximumSide" | "channels">,
    bytes: number = 2 ** 30,
  ) {
    this.#input = input;
    this.#bytesLeft = bytes;
  }

  /**
   * Gives one image, and its label where it has one, at the network's size.
   *
   * @param record Which.
   * @param load Reads it where it is not kept; at the network's size is enough.
   */
  get(record: SampleRecord, load: LoadSample): Promise<Sample> {
    const { imagePath } = record;
    const kept = this.#kept.get(imagePath);
    if (kept) return Promise.resolve(kept);
    const earlier = this.#underWay.get(imagePath);
    if (earlier) return earlier;
    const reading = this.#read(record, load).finally(() =>
      this.#underWay.delete(imagePath)
    );
    this.#underWay.set(imagePath, reading);
    return reading;
  }

  async #read(record: SampleRecord, load: LoadSample): Promise<Sample> {
    const sample = prepareSample(await load(record), this.#input);
    const bytes = sample.image.data.length + (sample.mask?.data.length ?? 0);
    if (bytes <= this.#bytesLeft) {
      this.#bytesLeft -= bytes;
      this.#kept.set(record.imagePath, sample);
    }
    return sample;
  }
}
