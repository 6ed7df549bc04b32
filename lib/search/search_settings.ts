import { InputError, randomSource } from "../core/mod.ts";
import { flatBest, flatSetting, nearestOf } from "./flat_settings.ts";
import { noGain } from "./fold_choices.ts";
import { ScoreCache, type Setting, settingText } from "./score_cache.ts";
import { SettingRecord, SettingScorer } from "./setting_scorer.ts";
import type {
  ScoredSettingMaps,
  SettingMap,
  SettingSearch,
  SettingSearchResult,
} from "./setting_search.ts";
import { type TaskPool, withPool } from "./task_pool.ts";

/**
 * Searches parameters that no tree can give (closing, filling, a cascade) by scoring settings on all maps, in threads,
 * with every score kept. Where the maps tell their folds the same search is made without each of them, from the same
 * scores, and its choice is scored on the fold.
 *
 * The coordinate search takes along each parameter, of the values within one standard error of the best, the one whose
 * neighbours are good too: the mean over three, the ends repeated, as `searchMaps` does. A step is from one value to the
 * next, however far they lie apart; values that are not all numbers have no neighbours. What is found in the end is within
 * one standard error of the best setting that was tried, or that itself.
 *
 * The random search takes, of the settings within one standard error of the best, the one whose neighbours are the best
 * with it: those a step along one parameter, so far as they were drawn; one that was not says nothing. The fewer of the
 * space are drawn, the more it is the best itself that is taken.
 *
 * @throws {InputError} Where the space, the start or the maps make no sense, no setting has a score, or the scoring
 * function returns anything but a finite number or NaN a setting.
 * @throws {DOMException} The signal's reason; what was scored is in the cache.
 *
 * @example
 * ```ts
 * import { searchSettings } from "./search_settings.ts";
 *
 * const code = "export const score = ({ settings, source }) => " +
 *   "settings.map(({ x, y }) => -((x - source) ** 2) - Math.abs(y - 2))";
 * const { choice } = await searchSettings({
 *   space: { x: [0, 1, 2, 3, 4], y: [1, 2, 3] },
 *   maps: [{ id: "a", hash: "a", source: 2.9 }, { id: "b", hash: "b", source: 3.1 }],
 *   scorer: { module: `data:text/javascript,${code}`, name: "score" },
 *   shared: () => undefined,
 *   method: "coordinate",
 *   workers: 0,
 * });
 * if (choice.setting["x"] !== 3 || choice.setting["y"] !== 2) throw new Error();
 * ```
 */
export async function searchSettings<M, S>(
  search: SettingSearch<M, S>,
): Promise<SettingSearchResult> {
  checkSearch(search);
  return await withPool(search, (pool) => searchIn(pool, search));
}

async function searchIn<M, S>(
  pool: TaskPool,
  search: SettingSearch<M, S>,
): Promise<SettingSearchResult> {
  const { maps, shared } = search;
  const cache = search.cache === undefined
    ? ScoreCache.inMemory()
    : await ScoreCache.open(search.cache);
  try {
    const scorer = new SettingScorer(search, cache, pool);
    const record = new SettingRecord(scorer, maps, shared());
    const choice = await choose(search, record);
    if (!choice) {
      throw new InputError(`Cannot search: ${ASKED}, current value is none`);
    }
    let folds: SettingSearchResult["folds"][number][] = [];
    let fault: string | undefined;
    for (const fold of foldsOf(maps)) {
      const told = shared(fold);
      const others = maps.filter((map) => map.fold !== fold);
      const other = await choose(
        search,
        new SettingRecord(scorer, others, told),
      );
      if (!other) {
        folds = [];
        fault = noGain(ASKED, fold);
        break;
      }
      const { setting } = other;
      const own = maps.filter((map) => map.fold === fold);
      const [unseen] = await scorer.score([setting], own, told);
      folds.push({ fold, choice: setting, unseen: unseen!.scores });
    }
    const { computed } = scorer;
    return {
      choice,
      evaluated: record.all,
      folds,
      ...(fault ? { noGain: fault } : {}),
      computed,
    };
  } finally {
    cache.close();
  }
}

/** Folds of the maps, rising; none where a map tells none, or all tell the same. */
function foldsOf<M>(maps: readonly SettingMap<M>[]): number[] {
  const folds = new Set<number>();
  for (const { fold } of maps) {
    if (fold === undefined) return [];
    folds.add(fold);
  }
  return folds.size < 2 ? [] : [...folds].sort((a, b) => a - b);
}

const ASKED = "a setting must have a score on one map or more";

async function choose<M, S>(
  search: SettingSearch<M, S>,
  record: SettingRecord<M, S>,
): Promise<ScoredSettingMaps | undefined> {
  const choice = search.method === "random"
    ? await randomSearch(search, record)
    : await coordinateSearch(search, record);
  return Number.isNaN(choice.mean) ? undefined : choice;
}

function checkSearch<M, S>(
  { space, maps, start, samples, rounds }: SettingSearch<M, S>,
): void {
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
  for (const [name, count] of Object.entries({ samples, rounds })) {
    if (count === undefined || Number.isSafeInteger(count) && count > 0) {
      continue;
    }
    throw new InputError(
      `Cannot search: ${name} must be a positive integer, current value is ${count}`,
    );
  }
  if (maps.length > 0) return;
  throw new InputError(
    "Cannot search: there must be one map or more, current value is 0",
  );
}

async function coordinateSearch<M, S>(
  { space, start, rounds = 3, tolerance }: SettingSearch<M, S>,
  record: SettingRecord<M, S>,
): Promise<ScoredSettingMaps> {
  const middle = Object.entries(space).map(([name, values]) =>
    [name, values[(values.length - 1) >> 1]!] as const
  );
  let setting: Setting = start ?? Object.fromEntries(middle);
  for (let round = 0; round < rounds; round++) {
    const before = settingText(setting);
    for (const [name, values] of Object.entries(space)) {
      const along = values.map((value) => ({ ...setting, [name]: value }));
      const scored = await record.score(along);
      setting = along[flatBest(scored, values, tolerance)]!;
    }
    if (settingText(setting) === before) break;
  }
  const [scored] = await record.score([setting]);
  return nearestOf(record.all, scored!, tolerance);
}

/** Settings that are scored on a map before the next one is read. */
const BATCH = 8;

async function randomSearch<M, S>(
  { space, samples = 50, seed = 0, tolerance }: SettingSearch<M, S>,
  record: SettingRecord<M, S>,
): Promise<ScoredSettingMaps> {
  const names = Object.keys(space);
  const size = names.reduce((product, n) => product * space[n]!.length, 1);
  const random = randomSource(seed, "settings");
  const drawn = new Map<string, Setting>();
  while (drawn.size < Math.min(samples, size)) {
    const setting: Setting = Object.fromEntries(
      names.map((n) => [n, space[n]![random.integer(space[n]!.length)]!]),
    );
    drawn.set(settingText(setting), setting);
  }
  const settings = [...drawn.values()];
  const scored: ScoredSettingMaps[] = [];
  while (scored.length < settings.length) {
    const next = settings.slice(scored.length, scored.length + BATCH);
    scored.push(...await record.score(next));
  }
  return flatSetting(scored, space, tolerance);
}
