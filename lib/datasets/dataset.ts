import type { Mask, RasterImage } from "../core/mod.ts";
import type { LoadSpec } from "./load_sample.ts";

/** One image as a dataset lists it, before its pixels are read. */
export interface SampleRecord {
  /** Unique in its dataset; safe as a file name (letters, digits, `.`, `_`, `-`). */
  readonly id: string;
  /** What must never be split across folds (patient, slide, case); the id itself where nothing is known. */
  readonly group: string;
  /** Absolute path of the image. */
  readonly imagePath: string;
  /** Absolute path of the label file, absent where the image has no label. */
  readonly labelPath?: string;
}

/** One image with its pixels. */
export interface Sample extends SampleRecord {
  /** RGB or grey pixels, upright. */
  readonly image: RasterImage;
  /** The label, of the image's size; absent where the image has none. */
  readonly mask?: Mask;
  /** Millimetres a pixel, [row, column], where the format tells. */
  readonly spacing?: readonly [number, number];
}

/** What a submission of this dataset looks like. */
export type SubmissionFormat = "stas_zip" | "mask_png";

/** A folder of images that a pipeline can train on. */
export interface Dataset {
  /** The layout that was recognised. */
  readonly kind: "stas" | "mask_pairs";
  /** A short name for titles. */
  readonly name: string;
  /** Absolute path of the folder. */
  readonly root: string;
  /** True where the pictures were drawn by this project. */
  readonly synthetic: boolean;
  /** Images with a label, sorted by id. */
  readonly labelled: readonly SampleRecord[];
  /** Images to predict, sorted by id; may be empty. */
  readonly unlabelled: readonly SampleRecord[];
  /** The competition's submission format. */
  readonly submission: SubmissionFormat;
  /** Files that could not be used and were left out on request, with the reason. */
  readonly leftOut: readonly LeftOut[];
  /** How other threads are told to read what `load` reads; absent where only this one can. */
  readonly loading?: LoadSpec;
  /**
   * Reads one image and its label.
   *
   * @throws {InputError} Where a file is missing, corrupt or of another size; names the file and the remedy.
   */
  load(record: SampleRecord): Promise<Sample>;
}

/** A file that was left out, and why. */
export interface LeftOut {
  /** Absolute path. */
  readonly file: string;
  /** The error's message. */
  readonly reason: string;
}

/** How a folder is to be read. */
export interface DatasetOptions {
  /**
   * What counts as foreground in the masks of `mask_pairs`: a palette index or grey value ("0"), or a colour
   * ("#ff0000"). By default every value that is not 0 (not black).
   */
  readonly foreground?: string;
  /** Regular expression on the id; its first capture group is the sample's group. */
  readonly group?: string;
  /** Leave unusable files out (they are listed in `leftOut`) instead of failing. @default {false} */
  readonly skipBad?: boolean;
}
