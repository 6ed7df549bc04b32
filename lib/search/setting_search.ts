import type { TaskFunction } from "./call_task.ts";
import type { Setting, SettingValue } from "./score_cache.ts";
import type { PoolOptions } from "./task_pool.ts";

/** Values that each parameter may take; rising where they are numbers. */
export type SettingSpace = Readonly<Record<string, readonly SettingValue[]>>;

/** A map to score on. */
export interface SettingMap<M> {
  readonly id: string;
  /** Hash of the map and its truth, which the cache is keyed by. */
  readonly hash: string;
  /** What the scoring function needs to find it: plain values. */
  readonly source: M;
  /** Its validation fold; where all maps tell theirs, the choice is cross-validated. */
  readonly fold?: number;
}

/** What the scoring function is called with; it returns a score for each setting, NaN for none. */
export interface SettingTask<M, S = undefined> {
  readonly settings: readonly Setting[];
  readonly source: M;
  /** What all tasks are told. */
  readonly shared: S;
}

/** What is searched, and how. */
export interface SettingSearch<M, S = undefined> extends PoolOptions {
  readonly space: SettingSpace;
  readonly maps: readonly SettingMap<M>[];
  /** Scores one map with some settings; greater is better. */
  readonly scorer: TaskFunction;
  /** Change it when the scoring function changes, and the cache is not used. @default {""} */
  readonly scorerVersion?: string;
  /** What all tasks are told, as plain values; part of the cache's key. `without` is the fold that has no say. */
  readonly shared: (without?: number) => S;
  /**
   * `coordinate`: all values of one parameter after the other, the others held, until a round changes nothing.
   * `random`: settings drawn from the space, none twice. Both prefer flat tops within one standard error of the best.
   */
  readonly method: "coordinate" | "random";
  /** Where the coordinate search begins. @default {the middle value of each parameter} */
  readonly start?: Setting;
  /** Rounds of the coordinate search at most. @default {3} */
  readonly rounds?: number;
  /** The most that the search gives up of a mean for neighbours, be the error larger. @default {Infinity} */
  readonly tolerance?: number;
  /** Settings that the random search draws. @default {50} */
  readonly samples?: number;
  /** Keys the draws. @default {0} */
  readonly seed?: number;
  /** JSON-lines file of the scores; with it a search that was interrupted goes on. @default {none} */
  readonly cache?: string;
  readonly signal?: AbortSignal;
  /** Called after each map. */
  readonly onProgress?: (progress: SettingProgress) => void;
}

/** How far the search is. */
export interface SettingProgress {
  /** Settings that are scored on all maps. */
  readonly settings: number;
  /** Maps on which the present settings are scored. */
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
  /**
   * For each fold what the others chose, and its own maps' scores by that, where the maps tell their folds and each
   * leaves the others a setting with a score.
   */
  readonly folds: readonly {
    readonly fold: number;
    readonly choice: Setting;
    /** One a map of the fold, in the order given. */
    readonly unseen: readonly number[];
  }[];
  /** Why there is no gain, where a fold leaves the others none. */
  readonly noGain?: string;
  /** Scores that were computed; the others came from the cache. */
  readonly computed: number;
}
