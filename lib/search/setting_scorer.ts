import { InputError } from "../core/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import {
  type ScoreCache,
  scoreKey,
  type Setting,
  settingText,
} from "./score_cache.ts";
import type {
  ScoredSettingMaps,
  SettingMap,
  SettingSearch,
  SettingTask,
} from "./setting_search.ts";
import type { TaskPool } from "./task_pool.ts";

/** Scores settings on maps, in threads, nothing twice: what the cache holds is not computed again. */
export class SettingScorer<M, S> {
  readonly #search: SettingSearch<M, S>;
  readonly #cache: ScoreCache;
  readonly #pool: TaskPool;
  #computed = 0;
  #settings = 0;
  #best: number | undefined;

  constructor(search: SettingSearch<M, S>, cache: ScoreCache, pool: TaskPool) {
    this.#search = search;
    this.#cache = cache;
    this.#pool = pool;
  }

  /** Scores that were computed; the others came from the cache. */
  get computed(): number {
    return this.#computed;
  }

  /**
   * Scores several settings on each map before it goes on to the next one, so that a map is read once.
   *
   * @param settings None twice.
   * @param maps Those that are to be scored.
   * @param shared What is told beside.
   */
  async score(
    settings: readonly Setting[],
    maps: readonly SettingMap<M>[],
    shared: S,
  ): Promise<ScoredSettingMaps[]> {
    const { scorer, scorerVersion = "", signal } = this.#search;
    signal?.throwIfAborted();
    const name = JSON.stringify([
      scorer.module,
      scorer.name,
      scorerVersion,
      shared,
    ]);
    const keys = maps.map(({ hash }) =>
      settings.map((setting) => scoreKey(name, setting, hash))
    );
    const tasks = maps.flatMap(({ source }, map) => {
      const missing = settings.flatMap((_, s) =>
        this.#cache.get(keys[map]![s]!) === undefined ? [s] : []
      );
      const wanted = missing.map((s) => settings[s]!);
      return missing.length > 0
        ? [{ settings: wanted, source, shared, map, missing }]
        : [];
    });
    let ready = maps.length - tasks.length;
    if (tasks.length === 0) this.#report(ready, maps.length);
    const results = this.#pool.run<
      SettingTask<M, S> & { readonly map: number; readonly missing: number[] },
      unknown
    >(scorer, tasks, signal);
    for await (const { task: { map, missing }, result } of results) {
      const scores = this.#checkScores(result, missing.length, maps[map]!.id);
      for (const [i, s] of missing.entries()) {
        await this.#cache.put(keys[map]![s]!, scores[i]!);
      }
      this.#computed += missing.length;
      this.#report(++ready, maps.length);
    }
    const scored = settings.map((setting, s) => {
      const scores = keys.map((row) => this.#cache.get(row[s]!)!);
      return { setting, scores, mean: meanScore(scores) };
    });
    this.#settings += settings.length;
    for (const { mean } of scored) {
      if (!(mean <= (this.#best ?? -Infinity))) this.#best = mean;
    }
    return scored;
  }

  /** Refuses what cannot be told apart from other scores in the cache, or belongs to no setting. */
  #checkScores(
    result: unknown,
    settings: number,
    id: string,
  ): ArrayLike<number> {
    const { module, name } = this.#search.scorer;
    const refuse = (what: string, value: unknown) =>
      new InputError(
        `Cannot search: ${name} must return ${what}, current value is ${value} for "${id}"`,
        { file: module },
      );
    const isList = Array.isArray(result) || result instanceof Float64Array;
    if (!isList || result.length !== settings) {
      throw refuse(
        `a score for each of ${settings} settings`,
        isList ? `${result.length} of them` : typeof result,
      );
    }
    for (const score of result) {
      if (Number.isNaN(score) || Number.isFinite(score)) continue;
      throw refuse("finite numbers, or NaN for no score", score);
    }
    return result;
  }

  #report(maps: number, of: number): void {
    this.#search.onProgress?.({
      settings: this.#settings,
      maps,
      of,
      ...(this.#best === undefined ? {} : { best: this.#best }),
    });
  }
}

/** Scores settings on the same maps, and keeps what was scored. */
export class SettingRecord<M, S> {
  readonly #done = new Map<string, ScoredSettingMaps>();
  readonly #scorer: SettingScorer<M, S>;
  readonly #maps: readonly SettingMap<M>[];
  readonly #shared: S;

  constructor(
    scorer: SettingScorer<M, S>,
    maps: readonly SettingMap<M>[],
    shared: S,
  ) {
    this.#scorer = scorer;
    this.#maps = maps;
    this.#shared = shared;
  }

  /** All that were scored, in that order. */
  get all(): ScoredSettingMaps[] {
    return [...this.#done.values()];
  }

  async score(settings: readonly Setting[]): Promise<ScoredSettingMaps[]> {
    const fresh = settings.filter((one) => !this.#done.has(settingText(one)));
    if (fresh.length > 0) {
      const scored = await this.#scorer.score(fresh, this.#maps, this.#shared);
      for (const one of scored) this.#done.set(settingText(one.setting), one);
    }
    return settings.map((one) => this.#done.get(settingText(one))!);
  }
}
