import type { EmptyPolicy } from "../metrics/empty_policy.ts";

/** What is made greatest: a score of one image's pixels, of which the mean over the images counts. */
export interface SearchMetric {
  readonly name: "dice" | "iou" | "f_beta" | "precision" | "recall";
  /** Of `f_beta`. @default 2 */
  readonly beta?: number;
  /** What an image scores where label and prediction are empty. @default "siim" */
  readonly policy?: EmptyPolicy;
}

/** Settings of the recipe's `postprocess` steps that are searched one by one or at random. */
export interface SettingsRecipe {
  /**
   * `coordinate`: all values of one setting after the other, the others held, until a round changes nothing.
   * `random`: settings drawn from the space, none twice.
   */
  readonly method: "coordinate" | "random";
  /**
   * Values that each setting may take, by its path in `postprocess`: `"0.closingSide"`, `"1.element.side"`. The index
   * of a step alone takes `true` and `false`: whether it is used at all. The recipe's own value must be among them.
   */
  readonly space: Readonly<
    Record<string, readonly (number | string | boolean)[]>
  >;
  /** Rounds of the coordinate search at most. @default 3 */
  readonly rounds?: number;
  /** Settings that the random search draws. @default 50 */
  readonly samples?: number;
}

/** What holds for every search. */
interface SearchRules {
  /** @default Dice, 1 where label and prediction are both empty */
  readonly metric?: SearchMetric;
  /** Means that the choice must reach. */
  readonly constraints?: readonly {
    readonly metric: SearchMetric;
    readonly atLeast: number;
  }[];
  /**
   * Loss that still counts as equal to the best: how far the plateau is drawn, by default 0.005. The choice loses no
   * more than one standard error, and where this is given no more than this either.
   */
  readonly tolerance?: number;
  /** Which settings of `postprocess` are searched, where there are any. */
  readonly settings?: SettingsRecipe;
  /** Images of the competition's boards, for the simulated shake-up. @default as the data have them */
  readonly boards?: { readonly public: number; readonly private: number };
}

/** Threshold and minimum area. */
export interface AreaSearchRecipe extends SearchRules {
  readonly method?: "area";
  /** Probability thresholds, rising, in (0, 1). */
  readonly thresholds: readonly number[];
  /** Smallest area of an object that is kept, pixels of the original image, rising, the first 0. */
  readonly minimumAreas: readonly number[];
  /** Fill background that objects enclose. */
  readonly fillHoles: boolean;
  /** What holds an object together; 8 where holes are filled. @default 8 */
  readonly connectivity?: 4 | 8;
}

/**
 * Two thresholds and an area. `hysteresis`: objects above the bottom with a pixel above the top, of that area at least.
 * `triplet`: all above the bottom where that many pixels are above the top (SIIM-ACR).
 */
export interface TopSearchRecipe extends SearchRules {
  readonly method: "hysteresis" | "triplet";
  /** Rising, in (0, 1). */
  readonly tops: readonly number[];
  /** Pixels of the original image, rising, the first 0. */
  readonly minimumAreas: readonly number[];
  /** Rising, in (0, 1). */
  readonly bottoms: readonly number[];
  /** Fill background that objects enclose. */
  readonly fillHoles: boolean;
  /** What holds an object together; 8 where holes are filled, and left out with `triplet`. @default 8 */
  readonly connectivity?: 4 | 8;
}

/** No grid: the recipe's `postprocess` alone. */
export interface StepsSearchRecipe extends SearchRules {
  readonly method: "steps";
}

/** What notebook 05 searches on the out-of-fold maps. */
export type SearchRecipe =
  | AreaSearchRecipe
  | TopSearchRecipe
  | StepsSearchRecipe;
