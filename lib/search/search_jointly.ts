import { InputError } from "../core/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import { classScores } from "./choose_map_point.ts";
import { chooseJointly } from "./choose_jointly.ts";
import { chooseByFold, scoreByFold } from "./fold_choices.ts";
import { gainWarnings, gridWarnings } from "./map_gain.ts";
import type { ImageScores, MapGain } from "./map_search.ts";
import { ScoreTable } from "./score_table.ts";
import {
  checkGrid,
  gridAxes,
  gridPoint,
  gridSize,
  type SearchGrid,
} from "./search_grid.ts";

/** One image's scores of one class. */
export interface GridImage {
  readonly id: string;
  /** Its validation fold. */
  readonly fold: number;
  /** What it shares with others (a patient); the interval of a gain is drawn by these. @default {its id} */
  readonly group?: string;
  /** Without post-processing; NaN for no score. */
  readonly before: number;
  /** One a point of the grid, by any metric of which more is better; NaN for no score. */
  readonly scores: Float64Array;
  /** The same of each constraint's metric. */
  readonly constraints?: readonly Float64Array[];
}

/** A class with its grid and its images. */
export interface ClassSearch {
  readonly name: string;
  readonly grid: SearchGrid;
  /** The same images, in the same order, for every class. */
  readonly images: readonly GridImage[];
  /** Means that the class's point must reach. */
  readonly constraints?: readonly {
    readonly name: string;
    readonly atLeast: number;
  }[];
}

/** A point for each class. */
export interface JointSetting {
  /** For each class, in their order, the point and its values. */
  readonly classes: readonly {
    readonly name: string;
    readonly point: number;
    readonly setting: Readonly<Record<string, number>>;
  }[];
  /** Mean over images and classes. */
  readonly score: number;
  /** The same of the points with their neighbours: what the choice was made by. */
  readonly smoothed: number;
}

/** What was found for all classes together. */
export interface JointSearchResult {
  readonly choice: JointSetting;
  /** An image's score is the mean over its classes, those without a score left out. */
  readonly images: readonly ImageScores[];
  readonly gain?: MapGain<JointSetting>;
  readonly warnings: readonly string[];
}

/**
 * Chooses a point of each class's grid so that the mean over all images and classes is greatest, and reports the gain
 * on the folds that did not choose: for scores of any metric, however they were made, of one class or more. Constraints
 * hold class by class; flat tops are preferred as everywhere, among each class's points within one standard error of its
 * best.
 *
 * Memory: all scores, 8 bytes a point, image, class and constraint. `searchMaps` reads pixel metrics of one class from
 * the disk instead.
 *
 * @param classes One or more.
 * @param options `seed` keys the bootstrap.
 * @throws {InputError} Where there is no class or no image, classes differ in images, an image in its number of scores,
 * or no point has a score and meets the constraints.
 *
 * @example
 * ```ts
 * import { searchJointly } from "./search_jointly.ts";
 *
 * const grid = { kind: "area", thresholds: [.4, .5, .6], minimumAreas: [0] } as const;
 * const image = (fold: number, ...scores: number[]) =>
 *   ({ id: `${fold}`, fold, before: scores[1]!, scores: Float64Array.from(scores) });
 * const { choice, gain } = searchJointly([
 *   { name: "stomach", grid, images: [image(0, .9, .8, .1), image(1, .9, .7, .1)] },
 *   { name: "bowel", grid, images: [image(0, .1, .5, .6), image(1, .1, .5, .7)] },
 * ]);
 * if (choice.classes.map(({ setting }) => setting["threshold"]).join() !== "0.4,0.6") throw new Error();
 * if (!gain || gain.interval.low <= 0) throw new Error();
 * ```
 */
export function searchJointly(
  classes: readonly ClassSearch[],
  { seed = 0 }: { readonly seed?: number } = {},
): JointSearchResult {
  const images = checkClasses(classes);
  const tables = classes.map(tablesOf);
  const choices = chooseByFold(
    images.map(({ fold }) => fold),
    (without) => chooseSetting(classes, tables, without),
    askedOf(classes),
  );
  const { choice } = choices;
  const before = images.map(({ id, fold, group }, i) => ({
    id,
    fold,
    ...(group === undefined ? {} : { group }),
    before: meanScore(classes.map(({ images }) => images[i]!.before)),
    all: classes.map(({ images }) => images[i]!.scores),
  }));
  const { images: scored, gain } = scoreByFold(
    before,
    choices,
    ({ all }, { classes: chosen }) =>
      meanScore(all.map((scores, c) => scores[chosen[c]!.point]!)),
    seed,
  );
  const ends = classes.flatMap(({ name, grid }, c) =>
    gridWarnings(grid, choice.classes[c]!).map((text) => `${name}: ${text}`)
  );
  return {
    choice,
    images: scored,
    ...(gain ? { gain } : {}),
    warnings: [
      ...(choices.noGain ? [choices.noGain] : gainWarnings(gain)),
      ...ends,
    ],
  };
}

/** Sums by fold: of the scores, then of each constraint's. */
function tablesOf({ grid, images, constraints = [] }: ClassSearch) {
  const size = gridSize(gridAxes(grid));
  const tables = [
    new ScoreTable(size),
    ...constraints.map(() => new ScoreTable(size, 1)),
  ];
  for (const { fold, scores, constraints = [] } of images) {
    [scores, ...constraints].forEach((own, t) => tables[t]!.add(fold, own));
  }
  return tables;
}

/** What the points must be to be chosen. */
function askedOf(classes: readonly ClassSearch[]): string {
  const asked = classes.flatMap(({ name, constraints = [] }) =>
    constraints.map((one) => `, ${name} a mean ${one.name} of ${one.atLeast}`)
  ).join("");
  return `a point of every class's grid must have a score${asked}`;
}

function chooseSetting(
  classes: readonly ClassSearch[],
  tables: readonly (readonly ScoreTable[])[],
  without: number | undefined,
): JointSetting | undefined {
  const chosen = chooseJointly(
    classes.map((one, c) => classScores(one.grid, tables[c]!, one, without)),
  );
  if (!chosen) return undefined;
  const { points, score, smoothed } = chosen;
  return {
    classes: classes.map(({ name, grid }, c) => ({
      name,
      point: points[c]!,
      setting: gridPoint(grid, points[c]!),
    })),
    score,
    smoothed,
  };
}

/** The images, which must be the same for all classes. */
function checkClasses(classes: readonly ClassSearch[]): readonly GridImage[] {
  const images = classes[0]?.images ?? [];
  if (images.length === 0) {
    throw new InputError(
      "Cannot search: there must be a class with an image or more, current value is 0",
    );
  }
  if (new Set(images.map(({ id }) => id)).size < images.length) {
    throw new InputError(
      "Cannot search: ids must be unique, current value is one twice",
    );
  }
  for (const one of classes) {
    checkGrid(one.grid);
    if (one.images.length !== images.length) {
      throw new InputError(
        `Cannot search: every class must have the ${images.length} images of the first, current value is ${one.images.length} for ${one.name}`,
      );
    }
    one.images.forEach((image, i) => checkImage(one, image, images[i]!));
  }
  return images;
}

function checkImage(
  { name, constraints = [] }: ClassSearch,
  image: GridImage,
  { id, fold }: GridImage,
): void {
  if (image.id !== id || image.fold !== fold) {
    throw new InputError(
      `Cannot search: every class must have the images of the first in their order, "${id}" of fold ${fold}, current value is "${image.id}" of fold ${image.fold} for ${name}`,
    );
  }
  const asked = image.constraints ?? [];
  if (asked.length === constraints.length) return;
  throw new InputError(
    `Cannot search: every image must have scores of its class's ${constraints.length} constraints, current value is ${asked.length} for "${id}" of ${name}`,
  );
}
