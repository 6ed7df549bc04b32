/** Which pixels hold together: those that share a side (4), or a side or a corner (8). */
type Connectivity = 4 | 8;

/** One number for all classes, or one a class. */
export type PerClass = number | readonly number[];

/** The shape that a morphological step moves over the mask. */
export type ElementRecipe =
  | { readonly shape: "square"; /** Pixels. */ readonly side: number }
  | { readonly shape: "disc"; /** Pixels. */ readonly radius: number }
  /** Any shape, a text of 0 and 1 a row; its origin is the middle. */
  | { readonly shape: "rows"; readonly rows: readonly string[] };

/**
 * Steps that change the probability map. They go by P(object present) of the image, which the model's
 * `classificationHead` gives: the mean of the head's probabilities over the flips and, for the submission, over the
 * folds' networks.
 */
export type MapStep =
  /**
   * Multiplies by P(object present), before the threshold. SIIM-ACR's eighth place took for it the largest pixel of
   * networks that were trained on all images: `classScore` of lib/postprocess.
   */
  | { readonly name: "multiply_class_score" }
  /** No object where P(mask present) is below the threshold (SIIM-ACR's fourth place: 0.4). */
  | { readonly name: "empty_below_score"; readonly threshold: number };

/** The step that makes a mask of the map; there is one. */
export type MaskStep =
  | {
    readonly name: "threshold";
    /** Pixels above it are foreground. */
    readonly threshold: PerClass;
  }
  | {
    readonly name: "hysteresis";
    /** Pixels above it belong to an object ... */
    readonly low: number;
    /** ... that has a pixel above this one. */
    readonly high: number;
    /** @default 4 */
    readonly connectivity?: Connectivity;
  }
  | {
    readonly name: "triplet";
    /** Pixels above it are counted; ... */
    readonly top: number;
    /** ... with fewer than this the mask is empty. */
    readonly area: number;
    /** Pixels above it are foreground otherwise. */
    readonly bottom: number;
  }
  | {
    readonly name: "two_thresholds";
    /** Without a pixel above it the mask is empty. */
    readonly classThreshold: number;
    /** Pixels above it are foreground otherwise. */
    readonly maskThreshold: number;
  }
  | {
    /** TEAM_1137's, with closing, filling and removal in each stage. */
    readonly name: "cascade";
    /** @default TEAM_1137's four */
    readonly stages?: readonly {
      readonly high: number;
      readonly lower: number;
      readonly drop: number;
      readonly ratio: number;
    }[];
    /** Pixels. @default 9 */
    readonly closingSide?: number;
    /** Pixels. @default 150 */
    readonly minimumArea?: number;
    /** Pixels below which the next stage runs. @default 1000 */
    readonly enough?: number;
    /** Share of the image above which the first stage's selection is emptied. @default 0.5 */
    readonly emptyAbove?: number;
  };

/** Steps that change the mask. */
export type TidyStep =
  | {
    readonly name: "remove_small";
    /** Objects of fewer pixels are removed. */
    readonly minimumArea: PerClass;
    /** @default 8 */
    readonly connectivity?: Connectivity;
  }
  | {
    readonly name: "keep_largest";
    /** Objects that are kept. @default 1 */
    readonly count?: number;
    /** @default 8 */
    readonly connectivity?: Connectivity;
  }
  | {
    readonly name: "fill_holes";
    /** @default 4 */
    readonly backgroundConnectivity?: Connectivity;
  }
  | {
    readonly name: "fill_edge";
    /** Sides of the picture that count as walls, one at a time. @default "first_touched" */
    readonly sides?: "first_touched" | "every";
    /** @default 8 */
    readonly backgroundConnectivity?: Connectivity;
  }
  | {
    /** Keeps objects whose outer contour encloses more than an area, filled (SIIM-ACR's first place: 100). */
    readonly name: "fill_contours";
    /** Pixels squared, 0 or more. */
    readonly minimumArea: number;
  }
  | { readonly name: "dilate"; readonly element: ElementRecipe }
  | {
    readonly name: "erode";
    readonly element: ElementRecipe;
    /** What lies outside the picture. @default "foreground" */
    readonly outside?: "foreground" | "background";
  }
  | { readonly name: "close"; readonly element: ElementRecipe }
  | { readonly name: "open"; readonly element: ElementRecipe }
  | {
    /** Cuts touching objects apart by watershed. */
    readonly name: "cut_touching";
    /** Peaks of the distance map are at least this far apart, pixels. @default 5 */
    readonly minimumDistance?: number;
  }
  | {
    /** Clears the picture's first and last rows (UW-Madison's fifteenth place: 2). */
    readonly name: "remove_edge_rows";
    /** @default 2 */
    readonly top?: number;
    /** @default 2 */
    readonly bottom?: number;
  }
  /**
   * Empties the mask where the label is predicted to be cut off (UW-Madison's fifteenth place). No network of a recipe
   * predicts that: it is for `applySteps` with scores of one's own.
   */
  | { readonly name: "remove_truncated"; readonly threshold: number };

/**
 * One step from the probability map to the mask. A list of them has steps on the map, then one that makes a mask of
 * it, then steps on the mask.
 */
export type PostprocessStep = MapStep | MaskStep | TidyStep;
