import type { Recipe } from "../../recipes/mod.ts";
import { type Batch, type BatchPlan, buildBatch } from "./build_batch.ts";
import { epochOrder } from "./epoch_order.ts";
import type { PreparedSamples } from "./prepared_samples.ts";
import { WorkerPool } from "./worker_pool.ts";

/** What a loader is made from. */
export interface LoaderOptions {
  /** The training images. */
  readonly samples: PreparedSamples;
  /** How crops are taken and changed. */
  readonly recipe: Pick<Recipe, "input" | "augment" | "training">;
  /** The run's seed. */
  readonly seed: number;
  /** Threads that make batches ahead of the step; 0 makes them on the caller's thread. @default {1} */
  readonly workers?: number;
  /** Threads that are there already, in place of `workers`; they are left open. */
  readonly pool?: WorkerPool;
}

/** Gives the batches of a fold's epochs. */
export interface Loader {
  /** Batches an epoch; the last one may be smaller. */
  readonly stepsPerEpoch: number;
  /**
   * The batches of one epoch, in order.
   *
   * @param epoch Counted from 1.
   * @param firstStep Batches to skip, where an epoch is gone on with. @default {0}
   * @throws {Error} Where an image cannot be read or a worker fails.
   */
  batches(epoch: number, firstStep?: number): AsyncGenerator<Batch, void>;
  /** Ends the workers that it opened. */
  close(): void;
}

/** Batches that one worker holds or makes before they are wanted. */
const AHEAD_A_WORKER = 2;

/**
 * Opens a loader. The batches are the same bits whatever the number of workers; with workers a few batches are made
 * while the step runs, and no more than two a worker are held. Pixels lie in shared memory, so none are copied to the
 * workers.
 *
 * @param options Images, recipe, seed, workers.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../../recipes/mod.ts";
 * import { openLoader } from "./loader.ts";
 * import { PreparedSamples } from "./prepared_samples.ts";
 *
 * const record = { id: "a", group: "a", imagePath: "/a.png" };
 * const image = { data: new Uint8Array(64), width: 8, height: 8, channels: 1 as const };
 * const mask = { data: new Uint8Array(64), width: 8, height: 8 };
 * const load = () => Promise.resolve({ ...record, image, mask });
 * const samples = new PreparedSamples([record], { load, input: unetBaseline.input });
 * const loader = openLoader({ samples, recipe: unetBaseline, seed: 1, workers: 0 });
 * for await (const { ids } of loader.batches(1, loader.stepsPerEpoch - 1)) {
 *   if (ids.join() !== "a,a,a,a") throw new Error();
 * }
 * loader.close();
 * ```
 */
export function openLoader(options: LoaderOptions): Loader {
  const { samples, recipe, seed, workers = 1 } = options;
  const { samplesPerEpoch, batchSize } = recipe.training;
  const stepsPerEpoch = Math.ceil(samplesPerEpoch / batchSize);
  const own = workers > 0 && !options.pool
    ? new WorkerPool(workers)
    : undefined;
  const pool = options.pool ?? own;
  // Only what a batch needs goes to the worker.
  const { input, augment, training } = recipe;

  async function plan(
    order: readonly number[],
    epoch: number,
    step: number,
  ): Promise<BatchPlan> {
    const position = step * batchSize;
    const drawn = order.slice(position, position + batchSize);
    return {
      samples: await Promise.all(drawn.map((index) => samples.get(index))),
      seed,
      epoch,
      position,
      recipe: { input, augment, training },
    };
  }

  async function build(step: number): Promise<Batch> {
    const epoch = Math.floor(step / stepsPerEpoch) + 1;
    const images = samples.records.length;
    const order = epochOrder(images, samplesPerEpoch, seed, epoch);
    const planned = await plan(order, epoch, step % stepsPerEpoch);
    return pool
      ? await pool.run({ kind: "batch", plan: planned })
      : buildBatch(planned);
  }

  const begin = (step: number) => {
    const batch = build(step);
    // It is awaited in its turn; until then a failure must not count as unhandled.
    batch.catch(() => {});
    return batch;
  };
  const ahead = pool ? AHEAD_A_WORKER * pool.count : 0;
  // By the step, all epochs together: the next epoch's first batches are made during this one's validation.
  const begun = new Map<number, Promise<Batch>>();

  return {
    stepsPerEpoch,
    close: () => own?.close(),
    async *batches(epoch, firstStep = 0) {
      const end = epoch * stepsPerEpoch;
      const last = Math.max(end, training.epochs * stepsPerEpoch) - 1;
      for (let step = end - stepsPerEpoch + firstStep; step < end; step++) {
        for (const other of begun.keys()) {
          if (other < step || other > step + ahead) begun.delete(other);
        }
        for (let next = step; next <= Math.min(step + ahead, last); next++) {
          if (!begun.has(next)) begun.set(next, begin(next));
        }
        const batch = begun.get(step)!;
        begun.delete(step);
        yield await batch;
      }
    },
  };
}
