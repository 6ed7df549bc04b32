import { InputError, randomSource } from "../core/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import type { TaskFunction } from "./call_task.ts";
import {
  ScoreCache,
  scoreKey,
  type Setting,
  settingText,
  type SettingValue,
} from "./score_cache.ts";
import { TaskPool } from "./task_pool.ts";

/** Values that each parameter may take; rising where they are numbers. */
export type SettingSpace = Readonly<Record<string, readonly SettingValue[]>>;

/** A map to score on. */
export interface SettingMap<M> {
  readonly id: string;
  /** Hash of the map and its truth, which the cache is keyed by. */
  readonly hash: string;
  /** What the scoring function needs to find it: plain values. */
  readonly source: M;
}

/** What the scoring function is called with; it returns a number, NaN for no score. */
export interface SettingTask<M> {
  readonly setting: Setting;
  readonly source: M;
}

/** What is searched, and how. */
export interface SettingSearch<M> {
  readonly space: SettingSpace;
  readonly maps: readonly SettingMap<M>[];
  /** Scores one map with one setting; greater is better. */
  readonly scorer: TaskFunction;
  /** Change it when the scoring function changes, and the cache is not used. @default {""} */
  readonly scorerVersion?: string;
  /**
   * `coordinate`: all values of one parameter after the other, the others held, until a round changes nothing.
   * `random`: settings drawn from the space, none twice.
   */
  readonly method: "coordinate" | "random";
  /** Where the coordinate search begins. @default {the middle value of each parameter} */
  readonly start?: Setting;
  /** Rounds of the coordinate search at most. @default {3} */
  readonly rounds?: number;
  /** Settings that the random search draws. @default {50} */
  readonly samples?: number;
  /** Keys the draws. @default {0} */
  readonly seed?: number;
  /** JSON-lines file of the scores; with it a search that was interrupted goes on. @default {none} */
  readonly cache?: string;
  /** Threads. @default {1} */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Called after each score, cached ones included. */
  readonly onProgress?: (progress: SettingProgress) => void;
}

/** How far the search is. */
export interface SettingProgress {
  /** Settings that are scored on all maps. */
  readonly settings: number;
  /** Maps of the present setting that are scored. */
  readonly maps: number;
  /** Maps in all. */
  readonly of: number;
  /** Mean of the best setting so far, where there is one. */
  readonly best?: number;
}

/** A setting's scores. */
export interface ScoredSettingMaps {
  readonly setting: Setting;
  /** One a map, in the order given. */
  readonly scores: readonly number[];
  /** Mean of those that are not NaN. */
  readonly mean: number;
}

/** What the search found. */
export interface SettingSearchResult {
  /** The setting to use. */
  readonly choice: ScoredSettingMaps;
  /** All that were scored, in that order. */
  readonly evaluated: readonly ScoredSettingMaps[];
  /** Scores that were computed; the others came from the cache. */
  readonly computed: number;
}

/**
 * Searches parameters that no tree can give (closing, filling, a cascade) by scoring settings on all maps, in threads,
 * with every score kept.
 *
 * The coordinate search takes along each parameter the value whose neighbours are good too: the mean over three, the
 * ends repeated, as `choosePoint` does; for values that are not numbers the score itself.
 *
 * @throws {InputError} Where the space, the start or the maps make no sense, or no setting has a score.
 * @throws {DOMException} The signal's reason; what was scored is in the cache.
 *
 * @example
 * ```ts
 * import { searchSettings } from "./search_settings.ts";
 *
 * const code = "export const score = ({ setting: { x, y }, source }) => -((x - source) ** 2) - Math.abs(y - 2)";
 * const { choice } = await searchSettings({
 *   space: { x: [0, 1, 2, 3, 4], y: [1, 2, 3] },
 *   maps: [{ id: "a", hash: "a", source: 2.9 }, { id: "b", hash: "b", source: 3.1 }],
 *   scorer: { module: `data:text/javascript,${code}`, name: "score" },
 *   method: "coordinate",
 *   workers: 0,
 * });
 * if (choice.setting["x"] !== 3 || choice.setting["y"] !== 2) throw new Error();
 * ```
 */
export async function searchSettings<M>(
  search: SettingSearch<M>,
): Promise<SettingSearchResult> {
  checkSearch(search);
  const pool = new TaskPool(search.workers ?? 1);
  const cache = search.cache === undefined
    ? ScoreCache.inMemory()
    : await ScoreCache.open(search.cache);
  try {
    const evaluate = evaluator(search, cache, pool);
    const choice = search.method === "random"
      ? await randomSearch(search, evaluate.score)
      : await coordinateSearch(search, evaluate.score);
    if (Number.isNaN(choice.mean)) {
      throw new InputError(
        "Cannot search: a setting must have a score on one map or more, current value is none",
      );
    }
    return {
      choice,
      evaluated: [...evaluate.done.values()],
      computed: evaluate.computed(),
    };
  } finally {
    pool.close();
    cache.close();
  }
}

function checkSearch<M>({ space, maps, start }: SettingSearch<M>): void {
  for (const [name, values] of Object.entries(space)) {
    if (values.length === 0 || new Set(values).size < values.length) {
      throw new InputError(
        `Cannot search: ${name} must have one value or more, none twice, current value is [${
          values.join(", ")
        }]`,
      );
    }
    if (start && !values.includes(start[name]!)) {
      throw new InputError(
        `Cannot search: the start's ${name} must be one of ${
          values.join(", ")
        }, current value is ${start[name]}`,
      );
    }
  }
  if (maps.length > 0) return;
  throw new InputError(
    "Cannot search: there must be one map or more, current value is 0",
  );
}

type Score = (setting: Setting) => Promise<ScoredSettingMaps>;

/** Scores settings on all maps; none twice. */
function evaluator<M>(
  search: SettingSearch<M>,
  cache: ScoreCache,
  pool: TaskPool,
) {
  const { maps, scorer, scorerVersion = "", onProgress, signal } = search;
  const name = `${scorer.module} ${scorer.name} ${scorerVersion}`;
  const done = new Map<string, ScoredSettingMaps>();
  let computed = 0, best: number | undefined;
  const score: Score = async (setting) => {
    const text = settingText(setting);
    const known = done.get(text);
    if (known) return known;
    const keys = maps.map(({ hash }) => scoreKey(name, setting, hash));
    const scores = keys.map((key) => cache.get(key));
    let ready = scores.filter((s) => s !== undefined).length;
    const report = () =>
      onProgress?.({
        settings: done.size,
        maps: ready,
        of: maps.length,
        ...(best === undefined ? {} : { best }),
      });
    const tasks = maps.flatMap(({ source }, index) =>
      scores[index] === undefined ? [{ setting, source, index }] : []
    );
    signal?.throwIfAborted();
    if (tasks.length === 0) report();
    else {
      const results = pool.run<typeof tasks[number], number>(
        scorer,
        tasks,
        signal,
      );
      for await (const { task: { index }, result } of results) {
        scores[index] = result;
        await cache.put(keys[index]!, result);
        computed++;
        ready++;
        report();
      }
    }
    const all = scores.map((s) => s ?? NaN);
    const scored = { setting, scores: all, mean: meanScore(all) };
    done.set(text, scored);
    if (!(scored.mean <= (best ?? -Infinity))) best = scored.mean;
    return scored;
  };
  return { score, done, computed: () => computed };
}

async function coordinateSearch<M>(
  { space, start, rounds = 3 }: SettingSearch<M>,
  score: Score,
): Promise<ScoredSettingMaps> {
  let setting: Setting = start ??
    Object.fromEntries(
      Object.entries(space).map((
        [name, values],
      ) => [name, values[(values.length - 1) >> 1]!]),
    );
  for (let round = 0; round < rounds; round++) {
    const before = settingText(setting);
    for (const [name, values] of Object.entries(space)) {
      const means: number[] = [];
      for (const value of values) {
        means.push((await score({ ...setting, [name]: value })).mean);
      }
      setting = { ...setting, [name]: values[flatBest(means, values)]! };
    }
    if (settingText(setting) === before) break;
  }
  return await score(setting);
}

/** The best index, neighbours counted in where values have an order; of equals the better one itself, then the first. */
function flatBest(
  means: readonly number[],
  values: readonly SettingValue[],
): number {
  const ordered = values.every((value) => typeof value === "number");
  const worth = means.map((mean, i) => {
    if (Number.isNaN(mean)) return -Infinity;
    if (!ordered) return mean;
    return meanScore(
      [i - 1, i, i + 1].map((n) =>
        means[Math.min(Math.max(n, 0), means.length - 1)]!
      ),
    );
  });
  return means.reduce((best, _, i) => {
    const more = worth[i]! - worth[best]!;
    const tie = !(Math.abs(more) > 1e-12);
    return (tie ? means[i]! > means[best]! : more > 0) ? i : best;
  }, 0);
}

async function randomSearch<M>(
  { space, samples = 50, seed = 0 }: SettingSearch<M>,
  score: Score,
): Promise<ScoredSettingMaps> {
  const names = Object.keys(space);
  const size = names.reduce((product, n) => product * space[n]!.length, 1);
  const random = randomSource(seed, "settings");
  const drawn = new Set<string>();
  let best: ScoredSettingMaps | undefined;
  while (drawn.size < Math.min(samples, size)) {
    const setting: Setting = Object.fromEntries(
      names.map((n) => [n, space[n]![random.integer(space[n]!.length)]!]),
    );
    const text = settingText(setting);
    if (drawn.has(text)) continue;
    drawn.add(text);
    const scored = await score(setting);
    if (
      best === undefined || scored.mean > best.mean || Number.isNaN(best.mean)
    ) {
      best = scored;
    }
  }
  if (best) return best;
  throw new InputError(
    `Cannot search: samples must be a positive integer, current value is ${samples}`,
  );
}
