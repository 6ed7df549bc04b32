/** Score of one fold. */
export interface FoldSummary {
  /** Number of the fold. */
  readonly fold: number;
  /** Images it was measured on. */
  readonly images: number;
  /** Mean Dice at the threshold .5, nothing removed. */
  readonly diceBefore?: number;
  /** Mean Dice at the chosen point. */
  readonly dice: number;
  /** Mean intersection over union at the chosen point. */
  readonly iou?: number;
}

/** One line of a list in the summary. */
export interface SummaryFact {
  /** What. */
  readonly label: string;
  /** Its value, ready to be read. */
  readonly value: string;
}

/** What stands first in the report, as a plain value; parts that a run has not come to are left out. */
export interface ReportSummary {
  /** The run. */
  readonly run: {
    /** Name of its folder. */
    readonly name: string;
    /** When it ended, ISO 8601. */
    readonly finished?: string;
    /** Seconds from start to end. */
    readonly seconds?: number;
    readonly seed: number;
    /** Versions, device, commit, fingerprint: shown small at the end of the summary. */
    readonly environment?: readonly SummaryFact[];
  };
  /** The images. */
  readonly data?: {
    readonly name: string;
    /** The layout, as in "stas". */
    readonly kind: string;
    /** True where the pictures were drawn by this project. */
    readonly synthetic: boolean;
    readonly labelled: number;
    readonly unlabelled: number;
    /** Files that could not be used. */
    readonly leftOut: number;
  };
  /** The system. */
  readonly recipe?: {
    readonly name: string;
    readonly title: string;
    readonly source: string;
    /** Further lines, as in model, epochs, crop. */
    readonly facts?: readonly SummaryFact[];
  };
  /** Scores on images that the network did not learn from. */
  readonly scores?: {
    /** Mean Dice over all out-of-fold images at the chosen point. */
    readonly dice: number;
    /** The same at the threshold .5, nothing removed. */
    readonly diceBefore?: number;
    /** 95 % interval of the mean. */
    readonly interval?: readonly [low: number, high: number];
    /** Images behind the mean. */
    readonly images: number;
    /** Mean Dice where everything is called foreground. */
    readonly baseline?: number;
    /** Mean Dice on the held-out images. */
    readonly holdOut?: { readonly dice: number; readonly images: number };
    /** The chosen way from the probability map to the mask, a few words a step. */
    readonly steps?: readonly string[];
    readonly folds: readonly FoldSummary[];
  };
  /** What is handed in. */
  readonly submission?: {
    /** File or folder, relative to the run's folder. */
    readonly file: string;
    readonly format: string;
    readonly images: number;
    /** True where the format's checks passed when it was read again. */
    readonly valid: boolean;
    /** What was found wrong, or worth knowing. */
    readonly notes?: readonly string[];
  };
  /** What a reader must know before believing the rest. */
  readonly warnings?: readonly string[];
}
