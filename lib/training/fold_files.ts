/** The files of one fold's training. */
export interface FoldFiles {
  /** The folder. */
  readonly folder: string;
  /** A line of JSON a step, epoch and validation; the same bytes whenever the training is repeated. */
  readonly log: string;
  /** The same numbers for TensorBoard; like `timing`, the times in it differ from run to run. */
  readonly board: string;
  /** When epochs ended and how long they took: what differs from run to run. */
  readonly timing: string;
  /** Everything that is needed to go on: weights, optimiser, counters. */
  readonly last: string;
  /** Weights of the best validation. */
  readonly best: string;
  /** Folder of the weights of the best few validations, with `index.json`, where the recipe keeps more than one. */
  readonly kept: string;
  /** Folder of the weights at the ends of the learning rate's cycles, where it has any. */
  readonly snapshots: string;
  /** Written when the training is over. */
  readonly done: string;
  /** Pictures of predictions while the training went on. */
  readonly samples: string;
}

/**
 * Names the files of one fold's training; touches nothing.
 *
 * @param folder The fold's folder, as `runFolder(...).fold(k)`.
 *
 * @example
 * ```ts
 * import { foldFiles } from "./fold_files.ts";
 *
 * if (foldFiles("/o/fold_0").best !== "/o/fold_0/best.safetensors") throw new Error();
 * ```
 */
export function foldFiles(folder: string): FoldFiles {
  return {
    folder,
    log: `${folder}/log.jsonl`,
    board: `${folder}/events.out.tfevents.0.fold`,
    timing: `${folder}/timing.jsonl`,
    last: `${folder}/last.safetensors`,
    best: `${folder}/best.safetensors`,
    kept: `${folder}/best`,
    snapshots: `${folder}/snapshots`,
    done: `${folder}/done.json`,
    samples: `${folder}/samples`,
  };
}
