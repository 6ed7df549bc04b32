import { InputError } from "../core/mod.ts";
import type { Folds } from "../folds/mod.ts";
import type { PostprocessStep } from "../recipes/mod.ts";
import type { Run } from "../run/mod.ts";
import type {
  ChoiceComparison,
  CurvePoints,
  MapGain,
  MapMeasures,
  MapSearchResult,
  PixelMetric,
  Reliability,
  Setting,
  SettingSpace,
  ShakeUp,
  StepGain,
} from "../search/mod.ts";
import { readArtefact } from "./artefact.ts";
import { checkOutOfFold } from "./out_of_fold.ts";

/** What steps gain on folds that did not choose them; `choice` is what the others chose. */
export type StepsGain = MapGain<readonly PostprocessStep[]>;

/** One way from the map to the mask that was considered. */
export interface SearchCandidate {
  /** `threshold 0.5`, the grid's search, or the recipe's steps. */
  readonly name: string;
  readonly steps: readonly PostprocessStep[];
  /** Mean score on the images that it was chosen on: a little too good. */
  readonly mean: number;
  /** Mean score of each fold with what the other folds chose, where there are two folds or more. */
  readonly unseen?: number;
  /** The same as a gain over threshold .5; absent for that itself. */
  readonly gain?: StepsGain;
  /** Whether it meets the recipe's constraints. */
  readonly allowed: boolean;
}

/** One image's part of the result. */
export interface SearchedImage {
  readonly id: string;
  readonly fold: number;
  /** Score at threshold .5. */
  readonly before: number;
  /** Score with the chosen steps. */
  readonly after: number;
  /** Score with the candidate and the settings that the other folds chose. */
  readonly unseen?: number;
  /** Score after each of the shown candidate's steps. */
  readonly prefix: readonly number[];
  /** Score of each candidate on this image, by what the other folds chose where there are any. */
  readonly worth: readonly number[];
}

/** What the search of settings found. */
export interface SearchedSettings {
  /** The recipe's steps, in which the settings have their paths. */
  readonly steps?: readonly PostprocessStep[];
  readonly method: "coordinate" | "random";
  readonly space: SettingSpace;
  /** The recipe's own. */
  readonly start: Setting;
  readonly choice: Setting;
  /** Mean score of the choice. */
  readonly mean: number;
  /** All that were tried on all images. */
  readonly evaluated: readonly {
    readonly setting: Setting;
    readonly mean: number;
  }[];
}

/** The grid's search as a file holds it. */
export interface SearchedGrid extends
  Pick<
    MapSearchResult,
    "grid" | "choice" | "best" | "plateau"
  > {
  /** Mean score at every point, in the order of `gridAxes`. */
  readonly means: readonly number[];
  /** Why a flat optimum is preferred: what two rules choose without each fold, scored on it. */
  readonly comparison: readonly ChoiceComparison[];
}

/** What notebook 05 chose, and all it chose from: `threshold.json`. */
export interface ThresholdFile {
  readonly version: 2;
  /** What the maps were that it was chosen on, from `checkOutOfFold`. */
  readonly maps: string;
  /** What was made greatest. */
  readonly metric: PixelMetric;
  /** The one way from a probability map to its mask, as `applySteps` takes it. */
  readonly steps: readonly PostprocessStep[];
  /** Index of the candidate that the steps are of. */
  readonly chosen: number;
  /** What was considered; the first is threshold .5. */
  readonly candidates: readonly SearchCandidate[];
  /** By their ids. */
  readonly images: readonly SearchedImage[];
  /** Index of the candidate whose steps are shown one by one: the chosen or, where that is threshold .5, the best other. */
  readonly shown: number;
  /** What each step of the shown candidate adds; the first entry is threshold .5, before any. */
  readonly pipeline: readonly StepGain[];
  /** Mean score at threshold .5. */
  readonly before: number;
  /** Mean score with the chosen steps, on the images they were chosen on: a little too good. */
  readonly after: number;
  /** Mean scores of masks that look at nothing. */
  readonly baselines: MapMeasures["baselines"];
  /** Mean score over the threshold, nothing removed, nothing filled. */
  readonly curve: CurvePoints;
  /** The same of several metrics; precision and recall of all pixels together. */
  readonly pixelCurves: MapMeasures["pixelCurves"];
  /** Absent where the recipe searches none. */
  readonly grid?: SearchedGrid;
  /** Where the recipe has steps of its own. */
  readonly settings?: SearchedSettings;
  /**
   * The honest gain of all that was searched and chosen: each fold with the candidate that the other folds take, at the
   * settings that they choose. Absent where there is one fold only, nothing but threshold .5, or a fold leaves the others
   * no choice.
   */
  readonly gain?: StepsGain;
  /** Simulated boards of the competition's sizes; settings in the candidates' order. */
  readonly shakeUp: ShakeUp & {
    readonly publicImages: number;
    readonly privateImages: number;
  };
  /** How far the probabilities are what they say. */
  readonly reliability: Reliability;
  /** What a reader should know before trusting the choice. */
  readonly warnings: readonly string[];
}

/** JSON has no NaN: a file has null where there is no score. */
function withNaN(value: unknown): unknown {
  if (value === null) return NaN;
  if (Array.isArray(value)) return value.map(withNaN);
  if (typeof value !== "object") return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, v]) => [key, withNaN(v)]));
}

/**
 * Reads what notebook 05 chose.
 *
 * @param run The run.
 * @throws {InputError} Where notebook 05 has not run, or the file is damaged or of an older version.
 *
 * @example
 * ```ts
 * import { runFolder } from "../run/mod.ts";
 * import { readThreshold } from "./threshold_file.ts";
 *
 * let message = "";
 * await readThreshold({ folder: runFolder("/nowhere") }).catch((error) => (message = String(error)));
 * if (!message.includes("05_threshold_search")) throw new Error(message);
 * ```
 */
export async function readThreshold(
  run: Pick<Run, "folder">,
): Promise<ThresholdFile> {
  const file = await readArtefact<ThresholdFile>(
    run.folder.threshold,
    "05_threshold_search",
    [
      "maps",
      "metric",
      "steps",
      "shown",
      "candidates",
      "images",
      "before",
      "after",
    ],
    2,
  );
  return withNaN(file) as ThresholdFile;
}

/**
 * Checks that the choice was made on the maps that are there now.
 *
 * @param run The run.
 * @param folds Its split.
 * @param search From {@linkcode readThreshold}.
 * @throws {InputError} Where the models, the split or the data have changed since, or a fold is not predicted yet.
 */
export async function checkThreshold(
  run: Run,
  folds: Folds,
  search: Pick<ThresholdFile, "maps">,
): Promise<void> {
  const maps = await checkOutOfFold(run, folds);
  if (maps === search.maps) return;
  throw new InputError(
    `Cannot use the threshold: it must be chosen on the maps that are there now (${
      maps.slice(0, 12)
    }), current value is ${search.maps.slice(0, 12)}`,
    {
      file: run.folder.threshold,
      remedy: "Run notebook 05_threshold_search again.",
    },
  );
}
