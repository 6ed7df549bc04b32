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
  /** Ends the workers. */
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
  const pool = workers > 0 ? new WorkerPool(workers) : undefined;
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

  return {
    stepsPerEpoch,
    close: () => pool?.close(),
    async *batches(epoch, firstStep = 0) {
      const images = samples.records.length;
      const order = epochOrder(images, samplesPerEpoch, seed, epoch);
      const build = async (step: number) => {
        const planned = await plan(order, epoch, step);
        return pool ? await pool.build(planned) : buildBatch(planned);
      };
      const ahead = pool ? AHEAD_A_WORKER * workers : 0;
      const queue: Promise<Batch>[] = [];
      for (let step = firstStep, next = step; step < stepsPerEpoch; step++) {
        for (; next <= Math.min(step + ahead, stepsPerEpoch - 1); next++) {
          const batch = build(next);
          // It is awaited in its turn; until then a failure must not count as unhandled.
          batch.catch(() => {});
          queue.push(batch);
        }
        yield await queue.shift()!;
      }
    },
  };
}
