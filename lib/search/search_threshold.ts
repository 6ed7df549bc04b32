import { InputError, type Mask, type ProbabilityMap } from "../core/mod.ts";
import { resizeProbabilityMap } from "../imaging/resize_probability_map.ts";
import { type EmptyPolicy, meanScore } from "../metrics/mod.ts";
import type { SearchRecipe } from "../recipes/recipe.ts";
import {
  bestPoint,
  type Choice,
  choosePoint,
  type GridPoint,
  measurePlateau,
  type Plateau,
} from "./choose_point.ts";
import {
  crossValidateSearch,
  meanGrid,
  type SearchGain,
} from "./cross_validate.ts";
import { type DiceCurve, DiceCurveBuilder } from "./dice_curve.ts";
import { type ImageGrid, scoreImage } from "./score_image.ts";

/** One image to search on. */
export interface SearchItem {
  /** Unique. */
  readonly id: string;
  /** Out-of-fold probabilities, at any size. */
  readonly map: ProbabilityMap;
  /** The label at the original image's size. */
  readonly truth: Mask;
}

/** How the search is run. */
export interface SearchOptions {
  /** Keys the bootstrap. @default {0} */
  readonly seed?: number;
  /** Ids of each validation fold; without them no gain on unseen images is estimated. */
  readonly folds?: readonly (readonly string[])[];
  /** What an image scores where prediction and truth are empty. @default {"emptyIsOne"} */
  readonly policy?: EmptyPolicy;
  /** Loss of mean Dice that still counts as equal to the best. @default {0.005} */
  readonly tolerance?: number;
  /** Called after each image. */
  readonly onProgress?: (done: number, id: string) => void;
  /** Ends the search between two images, with the signal's reason thrown. */
  readonly signal?: AbortSignal;
}

/** One image's part of the result. */
export interface SearchedImage {
  readonly id: string;
  /** Its fold, where folds were given. */
  readonly fold?: number;
  /** Dice at threshold .5, nothing removed, nothing filled. */
  readonly before: number;
  /** Dice at the choice. */
  readonly after: number;
  /** Dice at [threshold][minimum area]. */
  readonly dice: readonly (readonly number[])[];
}

/** What the search found. Plain values but `curve`; see `thinCurve` for writing that. */
export interface SearchResult {
  readonly thresholds: readonly number[];
  readonly minimumAreas: readonly number[];
  readonly fillHoles: boolean;
  /** One an image, in the order given. */
  readonly images: readonly SearchedImage[];
  /** Mean Dice at [threshold][minimum area]. */
  readonly meanDice: readonly (readonly number[])[];
  /** Mean Dice at every threshold of a 16-bit map, nothing removed, nothing filled. */
  readonly curve: DiceCurve;
  /** The highest point of the grid. */
  readonly best: GridPoint;
  /** The point to use: the one whose neighbourhood is best. */
  readonly choice: Choice;
  /** How flat the optimum is. */
  readonly plateau: Plateau;
  /** Mean Dice at threshold .5, nothing removed, nothing filled. */
  readonly before: number;
  /** Mean Dice at the choice, on the images it was chosen on: a little too good. */
  readonly after: number;
  /** Mean Dice of masks that look at nothing. */
  readonly baselines: {
    readonly allForeground: number;
    readonly allBackground: number;
  };
  /** The honest gain: each fold scored with the other folds' choice. */
  readonly gain?: SearchGain;
  /** What a reader should know before trusting the choice. */
  readonly warnings: readonly string[];
}

function checkRecipe({ thresholds, minimumAreas }: SearchRecipe): void {
  const rising = (values: readonly number[]) =>
    values.length > 0 && values.every((v, i) => i === 0 || v > values[i - 1]!);
  if (!rising(thresholds) || !thresholds.every((t) => t > 0 && t < 1)) {
    throw new InputError(
      `Cannot search: search.thresholds must be rising numbers in (0, 1), current value is [${
        thresholds.join(", ")
      }]`,
    );
  }
  if (
    !rising(minimumAreas) || minimumAreas[0] !== 0 ||
    !minimumAreas.every(Number.isFinite)
  ) {
    throw new InputError(
      `Cannot search: search.minimumAreas must be rising numbers of pixels, the first 0, current value is [${
        minimumAreas.join(", ")
      }]`,
    );
  }
}

/** Gives each id its fold; refuses ids that are in none. */
function foldLookup(
  folds: readonly (readonly string[])[] | undefined,
): (id: string) => { fold?: number } {
  if (folds === undefined) return () => ({});
  const byId = new Map(
    folds.flatMap((ids, fold) => ids.map((id) => [id, fold])),
  );
  return (id) => {
    const fold = byId.get(id);
    if (fold !== undefined) return { fold };
    throw new InputError(
      `Cannot search: every image must be in a validation fold, current value is "${id}"`,
      {
        remedy:
          "Search on out-of-fold maps only, never on the hold-out or on training images.",
      },
    );
  };
}

function missingMaps(
  folds: readonly (readonly string[])[] | undefined,
  scored: ReadonlyMap<string, unknown>,
): string[] {
  const ids = folds?.flat() ?? [];
  const missing = ids.filter((id) => !scored.has(id));
  if (missing.length === 0) return [];
  return [
    `${missing.length} of the folds' ${ids.length} images have no out-of-fold map and were left out (${
      missing.slice(0, 3).join(", ")
    }${missing.length > 3 ? ", ..." : ""}).`,
  ];
}

const signed = (value: number) => `${value < 0 ? "" : "+"}${value.toFixed(4)}`;

function warningsOf(
  { thresholds, minimumAreas }: SearchRecipe,
  { threshold, minimumArea }: GridPoint,
  gain: SearchGain | undefined,
): string[] {
  const warnings: string[] = [];
  if (gain !== undefined && !(gain.interval.low > 0)) {
    const { mean, low, high } = gain.interval;
    warnings.push(
      `The gain on unseen images, ${signed(mean)} (95 % interval ${
        signed(low)
      } to ${
        signed(high)
      }), is within noise: threshold .5 without post-processing may do as well.`,
    );
  }
  const ends = [thresholds[0], thresholds.at(-1)];
  if (thresholds.length > 1 && ends.includes(threshold)) {
    warnings.push(
      `The chosen threshold ${threshold} is at the end of the grid: widen search.thresholds.`,
    );
  }
  if (minimumAreas.length > 1 && minimumArea === minimumAreas.at(-1)) {
    warnings.push(
      `The chosen minimum area ${minimumArea} is the grid's largest: widen search.minimumAreas.`,
    );
  }
  return warnings;
}

/**
 * Searches the threshold and the minimum area that give the best mean Dice on out-of-fold probability maps.
 *
 * Each map is brought to its label's size and scored there at every point of the grid, exactly as `postprocess` and
 * `dice` would, but with one labelling a threshold. One image is held in memory at a time.
 *
 * @param maps Images, one after the other; only such whose map came from a model that had not seen them.
 * @param recipe The grid.
 * @param options Folds for an honest estimate of the gain, and how to run.
 * @returns Scores, the choice, how flat and how certain it is.
 * @throws {InputError} Where there is no image or no score, an id comes twice or is in no fold, or the grid makes no
 * sense.
 *
 * @example
 * ```ts
 * import { searchThreshold } from "./search_threshold.ts";
 *
 * const map = { data: Float32Array.of(.9, .6, .3, .3), width: 2, height: 2 };
 * const truth = { data: Uint8Array.of(1, 0, 0, 0), width: 2, height: 2 };
 * const recipe = { thresholds: [.2, .5, .8], minimumAreas: [0], fillHoles: true };
 * const { choice, before, after } = await searchThreshold([{ id: "a", map, truth }], recipe);
 * if (choice.threshold !== .8 || before !== 2 / 3 || after !== 1) throw new Error();
 * ```
 */
export async function searchThreshold(
  maps: Iterable<SearchItem> | AsyncIterable<SearchItem>,
  recipe: SearchRecipe,
  options: SearchOptions = {},
): Promise<SearchResult> {
  checkRecipe(recipe);
  const { thresholds, minimumAreas, fillHoles } = recipe;
  const { seed = 0, policy = "emptyIsOne", tolerance, signal } = options;
  const foldOf = foldLookup(options.folds);
  const curve = new DiceCurveBuilder(policy);
  const scored = new Map<string, ImageGrid & { fold?: number }>();
  for await (const { id, map, truth } of maps) {
    // A turn of the event loop, so that a signal can arrive.
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
    if (scored.has(id)) {
      throw new InputError(
        `Cannot search: ids must be unique, current value is "${id}" twice`,
      );
    }
    const fold = foldOf(id);
    const sameSize = map.width === truth.width && map.height === truth.height;
    const full = sameSize
      ? map
      : resizeProbabilityMap(map, truth.width, truth.height);
    curve.add(full, truth);
    scored.set(id, { ...scoreImage(full, truth, recipe, policy), ...fold });
    options.onProgress?.(scored.size, id);
  }

  const images = [...scored.values()];
  const grid = meanGrid(thresholds, minimumAreas, images);
  const choice = choosePoint(grid);
  const best = bestPoint(grid);
  const plateau = measurePlateau(grid, tolerance);
  if (!choice || !best || !plateau) {
    throw new InputError(
      `Cannot search: at least one image must have a score, current value is ${images.length} images without`,
      { remedy: "Run notebook 04 first: it writes the out-of-fold maps." },
    );
  }
  const t = thresholds.indexOf(choice.threshold);
  const a = minimumAreas.indexOf(choice.minimumArea);
  const folded = images.flatMap(({ fold, ...image }) =>
    fold === undefined ? [] : [{ fold, ...image }]
  );
  const gain = crossValidateSearch(thresholds, minimumAreas, folded, seed);
  return {
    thresholds,
    minimumAreas,
    fillHoles,
    images: Array.from(scored, ([id, { fold, before, dice }]) => ({
      id,
      ...(fold === undefined ? {} : { fold }),
      before,
      after: dice[t]![a]!,
      dice,
    })),
    meanDice: grid.meanDice,
    curve: curve.mean(),
    best,
    choice,
    plateau,
    before: meanScore(images.map((image) => image.before)),
    after: choice.meanDice,
    baselines: {
      allForeground: meanScore(images.map((image) => image.allForeground)),
      allBackground: meanScore(images.map((image) => image.allBackground)),
    },
    ...(gain === undefined ? {} : { gain }),
    warnings: [
      ...missingMaps(options.folds, scored),
      ...warningsOf(recipe, choice, gain),
    ],
  };
}
