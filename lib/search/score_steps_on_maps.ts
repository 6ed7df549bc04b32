import type { PostprocessStep } from "../recipes/postprocess_step.ts";
import type { PixelMetric } from "./pixel_score.ts";
import type { StepsFileTask, StepsSource } from "./score_steps.ts";
import { type PoolOptions, type TaskPool, withPool } from "./task_pool.ts";

/** What is scored, and how. */
export interface StepsOnMaps extends PoolOptions {
  /** Read as fast as they are scored. */
  readonly maps: Iterable<StepsSource> | AsyncIterable<StepsSource>;
  readonly steps: readonly PostprocessStep[];
  readonly metric: PixelMetric;
  readonly signal?: AbortSignal;
  /** Called after each map. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Scores maps that are read from the disk after each step, in threads: what each step of a pipeline adds.
 *
 * @returns One a map, in their order: the scores of `scorePrefixes`.
 * @throws {InputError} Where a map is missing or damaged, or the steps cannot be applied.
 * @throws {DOMException} The signal's reason.
 *
 * @example
 * ```ts
 * import { encodeCoco, writeProbabilityMap } from "../imaging/mod.ts";
 * import { scoreStepsOnMaps } from "./score_steps_on_maps.ts";
 *
 * const map = `${await Deno.makeTempDir()}/a.png`;
 * await writeProbabilityMap(map, { data: Float32Array.of(.9, .6, 0), width: 3, height: 1 });
 * const truth = encodeCoco({ data: Uint8Array.of(1, 0, 0), width: 3, height: 1 });
 * const steps = [{ name: "threshold", threshold: .7 }] as const;
 * const metric = { name: "precision" } as const;
 * const [scores] = await scoreStepsOnMaps({ maps: [{ map, truth }], steps, metric, workers: 0 });
 * if (scores?.join() !== "0.5,1") throw new Error();
 * ```
 */
export async function scoreStepsOnMaps(
  options: StepsOnMaps,
): Promise<number[][]> {
  return await withPool(options, (pool) => scoreIn(pool, options));
}

type Task = StepsFileTask & { readonly at: number };

async function scoreIn(
  pool: TaskPool,
  { maps, steps, metric, signal, onProgress }: StepsOnMaps,
): Promise<number[][]> {
  async function* tasks(): AsyncGenerator<Task> {
    let at = 0;
    for await (const { map, truth, context = {} } of maps) {
      yield { map, truth, context, steps, metric, at: at++ };
    }
  }
  const target = {
    module: import.meta.resolve("./score_steps.ts"),
    name: "scoreStepsFile",
  };
  const scores: number[][] = [];
  let done = 0;
  const results = pool.run<Task, number[]>(target, tasks(), signal);
  for await (const { task: { at }, result } of results) {
    scores[at] = result;
    onProgress?.(++done);
  }
  return scores;
}
