import { meanScore } from "../metrics/mod.ts";
import { type Recipe, stepTitle } from "../recipes/mod.ts";
import {
  compareChoices,
  gainWarnings,
  type MapSearchResult,
  type MapSource,
  type PixelMetric,
  scoreStepsOnMaps,
  type SearchGrid,
  searchMaps,
  type SettingProgress,
  stepGains,
  type TaskPool,
  thinCurve,
  withPool,
} from "../search/mod.ts";
import type { BoardSizes } from "./board_sizes.ts";
import {
  chooseCandidate,
  type ChoosingGain,
  gainOfChoosing,
  meetConstraints,
} from "./choose_candidate.ts";
import { gridOf } from "./grid_steps.ts";
import {
  type Candidate,
  gridCandidate,
  plainCandidate,
  stepsCandidate,
} from "./search_candidates.ts";
import { stepsToShow } from "./steps_to_show.ts";
import type { StageProgress } from "./survey.ts";
import type { SearchedSettings, ThresholdFile } from "./threshold_file.ts";

/** What is searched on, and how. */
export interface ChoiceOptions {
  /** What is searched. */
  readonly recipe: Pick<Recipe, "search" | "postprocess">;
  /** Gives the images by their ids, once for each pass. */
  readonly images: () => Iterable<MapSource> | AsyncIterable<MapSource>;
  /** How many they are, for the progress. */
  readonly count: number;
  /** Hash of what the maps depend on. */
  readonly maps: string;
  /** Boards that are simulated. */
  readonly boards: BoardSizes;
  /** Keys every draw. */
  readonly seed: number;
  /** JSON-lines file of the settings' scores, with which an interrupted search goes on. @default {none} */
  readonly cache?: string;
  /** Threads; 0 for none. @default {one a core, at most four} */
  readonly workers?: number;
  /** Ends it between two images. */
  readonly signal?: AbortSignal;
  readonly onProgress?: StageProgress;
}

/** Dice, 1 where label and prediction are both empty. */
const DICE: PixelMetric = { name: "dice", policy: "siim" };

/** What is scored where the recipe searches no grid: threshold .5 alone. */
const PLAIN: SearchGrid = {
  kind: "triplet",
  tops: [.5],
  minimumAreas: [0],
  bottoms: [.5],
};

/** A search under way. */
interface Work extends ChoiceOptions {
  readonly pool: TaskPool;
  readonly metric: PixelMetric;
}

/**
 * Searches on out-of-fold maps what a recipe says.
 *
 * 1. One pass over the maps, in threads: the grid of the recipe's `search`, the score at every threshold, calibration.
 * 2. Where the recipe has `postprocess` steps: their settings, every score kept in the cache.
 * 3. Threshold .5, the grid's choice and the recipe's steps compete: competitions are simulated, each image with its
 *    score by what the other folds chose, and the one that wins most private boards is taken. The gain that is told is
 *    of folds that had no say in this either.
 * 4. What is taken is scored after each of its steps; where that is threshold .5, the best of the others is.
 *
 * Memory: as `searchMaps` says, beside the labels as run lengths (a few KB an image); a thread of the later passes
 * holds one map (4 bytes a pixel) and a mask a step (1 byte a pixel).
 *
 * @param options Maps, labels and what is searched.
 * @throws {InputError} Where a map cannot be read, or nothing meets the recipe's constraints.
 * @throws {DOMException} The signal's reason; the cache holds what was scored.
 *
 * @example
 * ```ts
 * import { encodeCoco, writeProbabilityMap } from "../imaging/mod.ts";
 * import { searchChoice } from "./search_choice.ts";
 *
 * const map = `${await Deno.makeTempDir()}/a.png`;
 * await writeProbabilityMap(map, { data: Float32Array.of(.9, .6, 0), width: 3, height: 1 });
 * const truth = encodeCoco({ data: Uint8Array.of(1, 0, 0), width: 3, height: 1 });
 * const { steps, before, after } = await searchChoice({
 *   recipe: { search: { thresholds: [.5, .7, .8], minimumAreas: [0], fillHoles: false } },
 *   images: () => [{ id: "a", fold: 0, map, truth }],
 *   count: 1,
 *   maps: "hash",
 *   boards: { publicImages: 1, privateImages: 1 },
 *   seed: 1,
 *   workers: 0,
 * });
 * if (JSON.stringify(steps) !== '[{"name":"threshold","threshold":0.8}]') throw new Error(JSON.stringify(steps));
 * if (before !== 2 / 3 || after !== 1) throw new Error();
 * ```
 */
export async function searchChoice(
  options: ChoiceOptions,
): Promise<ThresholdFile> {
  const { workers = Math.min(navigator.hardwareConcurrency, 4) } = options;
  const metric = options.recipe.search.metric ?? DICE;
  return await withPool(
    { workers },
    (pool) => searchIn({ ...options, pool, metric }),
  );
}

async function searchIn(work: Work): Promise<ThresholdFile> {
  const { search } = work.recipe;
  const grid = gridOf(search);
  const found = await searchGrid(work, grid);
  const sources = await Array.fromAsync(work.images());
  const tuned = await searchSteps(work, found, sources);
  const candidates = [
    plainCandidate(found.images),
    ...(grid ? [gridCandidate(found)] : []),
    ...(tuned ? [tuned.candidate] : []),
  ];
  const allowed = await meetConstraints(work, candidates, sources);
  const { shakeUp, chosen } = chooseCandidate(work, candidates, allowed);
  const choosing = gainOfChoosing(work, candidates, allowed, found.images);
  return {
    ...describe(work, found, candidates, allowed),
    chosen,
    shakeUp,
    ...(grid ? { grid: gridPart(found, search) } : {}),
    ...(tuned ? { settings: tuned.settings } : {}),
    ...await scoreSteps(work, found, candidates, chosen, sources, choosing),
  };
}

async function searchGrid(
  work: Work,
  grid: SearchGrid | undefined,
): Promise<MapSearchResult> {
  const { metric, seed, pool, images, count, signal, onProgress } = work;
  const { constraints, tolerance } = work.recipe.search;
  const passes = ["searching the grid", "scoring the grid's choices"] as const;
  return await searchMaps({
    images,
    grid: grid ?? PLAIN,
    metric,
    // Threshold .5 alone need not meet them: it is not what is searched.
    ...(grid && constraints ? { constraints } : {}),
    ...(tolerance === undefined ? {} : { tolerance }),
    seed,
    pool,
    measure: true,
    ...(signal ? { signal } : {}),
    onProgress: (done, pass) => onProgress?.(passes[pass - 1]!, done, count),
  });
}

async function searchSteps(
  work: Work,
  found: MapSearchResult,
  sources: readonly MapSource[],
): Promise<{ candidate: Candidate; settings: SearchedSettings } | undefined> {
  const { recipe, metric, seed, maps, cache, pool, signal, onProgress } = work;
  if (!recipe.postprocess) return undefined;
  const tell = ({ settings, maps, of, best }: SettingProgress) => {
    const mean = best === undefined ? "" : `, best ${best.toFixed(4)}`;
    onProgress?.(`trying settings (${settings} tried${mean})`, maps, of);
  };
  return await stepsCandidate({
    recipe,
    steps: recipe.postprocess,
    metric,
    seed,
    sources,
    maps,
    found,
    ...(cache === undefined ? {} : { cache }),
    pool,
    ...(signal ? { signal } : {}),
    onProgress: tell,
  });
}

function describe(
  { maps, metric }: Work,
  { before, measures }: MapSearchResult,
  candidates: readonly Candidate[],
  allowed: readonly boolean[],
) {
  const { curve, ...measured } = measures!;
  return {
    version: 2 as const,
    maps,
    metric,
    candidates: candidates.map(({ name, steps, own, unseen, gain }, c) => ({
      name,
      steps,
      mean: meanScore(own),
      ...(unseen === undefined ? {} : { unseen }),
      ...(gain ? { gain } : {}),
      allowed: allowed[c]!,
    })),
    before,
    curve: thinCurve(curve, 401),
    ...measured,
  };
}

function gridPart(
  { grid, choice, best, plateau, means, table }: MapSearchResult,
  { tolerance }: Recipe["search"],
): NonNullable<ThresholdFile["grid"]> {
  return {
    grid,
    choice,
    best,
    plateau,
    means: [...means],
    comparison: compareChoices(grid, table, { tolerance }),
  };
}

/** The chosen steps, and every image's score after each of those that are shown. */
async function scoreSteps(
  { metric, seed, pool, signal, onProgress, recipe }: Work,
  { images }: MapSearchResult,
  candidates: readonly Candidate[],
  chosen: number,
  maps: readonly MapSource[],
  choosing: ChoosingGain | undefined,
) {
  const { steps, warnings, own } = candidates[chosen]!;
  const shown = stepsToShow(candidates, chosen);
  const inTurn = candidates[shown]!.steps;
  const scores = await scoreStepsOnMaps({
    maps,
    steps: inTurn,
    metric,
    pool,
    ...(signal ? { signal } : {}),
    onProgress: (done) =>
      onProgress?.("scoring step by step", done, maps.length),
  });
  const after = shown === chosen ? scores.map((prefix) => prefix.at(-1)!) : own;
  const names = ["threshold 0.5", ...inTurn.map(stepTitle)];
  return {
    steps,
    shown,
    ...(choosing ? { gain: choosing.gain } : {}),
    after: meanScore(after),
    images: images.map(({ id, fold, before }, i) => ({
      id,
      fold,
      before,
      after: after[i]!,
      ...(choosing ? { unseen: choosing.unseen[i]! } : {}),
      prefix: scores[i]!.slice(1),
      worth: candidates.map((candidate) => candidate.worth[i]!),
    })),
    pipeline: stepGains(
      names.map((name, s) => ({
        name,
        scores: scores.map((prefix) => prefix[s]!),
      })),
      seed,
      images.map(({ id, group = id }) => group),
    ),
    warnings: [
      ...new Set(candidates.flatMap(({ noGain }) => noGain ?? [])),
      ...(chosen > 0 ? gainWarnings(choosing?.gain) : []),
      ...warnings,
      ...(chosen === 0 && !recipe.search.constraints
        ? [keptPlain(candidates)]
        : []),
    ],
  };
}

const keptPlain = (candidates: readonly Candidate[]) =>
  `Threshold 0.5 is kept: on images that did not choose it, ${
    candidates.slice(1).map(({ name }) => name).join(" and ")
  } ${
    candidates.length > 2 ? "win" : "wins"
  } no more simulated private boards.`;
