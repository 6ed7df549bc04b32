import { InputError } from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import type { Folds } from "../folds/mod.ts";
import { encodeCoco } from "../imaging/mod.ts";
import type { StepContext } from "../postprocess/mod.ts";
import type { Run } from "../run/mod.ts";
import type { MapSource } from "../search/mod.ts";
import { outOfFoldPath } from "./out_of_fold.ts";
import { recordsOf } from "./survey.ts";

/**
 * The run's out-of-fold maps with their labels, as threads are told of them. A label is read when it is first asked
 * for and then kept as run lengths, a few KB an image.
 */
export class MapSources {
  readonly #run: Run;
  readonly #dataset: Dataset;
  readonly #ids: readonly { readonly id: string; readonly fold: number }[];
  readonly #contexts: ReadonlyMap<string, StepContext>;
  readonly #known = new Map<string, MapSource>();

  constructor(
    { run, dataset, folds, contexts }: {
      readonly run: Run;
      readonly dataset: Dataset;
      readonly folds: Folds;
      /** What steps are told of the images, from `readStepContexts`. */
      readonly contexts: ReadonlyMap<string, StepContext>;
    },
  ) {
    this.#contexts = contexts;
    this.#run = run;
    this.#dataset = dataset;
    this.#ids = folds.folds.flatMap((ids, fold) =>
      ids.map((id) => ({ id, fold }))
    ).sort((a, b) => a.id < b.id ? -1 : 1);
  }

  /** Images of all folds. */
  get count(): number {
    return this.#ids.length;
  }

  /**
   * One after the other, by their ids.
   *
   * @throws {InputError} Where an image has no label, or cannot be read.
   */
  async *all(): AsyncGenerator<MapSource> {
    for (const { id, fold } of this.#ids) {
      const known = this.#known.get(id) ?? await this.#read(id, fold);
      this.#known.set(id, known);
      yield known;
    }
  }

  async #read(id: string, fold: number): Promise<MapSource> {
    const [record] = recordsOf(this.#dataset.labelled, [id]);
    const { mask } = await this.#dataset.load(record!);
    if (!mask) throw new InputError(`Cannot score ${id}: it must have a label`);
    const map = outOfFoldPath(this.#run, id);
    const context = this.#contexts.get(id);
    const { group } = record!;
    const source = { id, fold, group, map, truth: encodeCoco(mask) };
    return context ? { ...source, context } : source;
  }
}
