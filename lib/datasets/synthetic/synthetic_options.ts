import { InputError } from "../../core/mod.ts";
import { referenceWidth } from "./plan_objects.ts";
import { syntheticVersion } from "./version.ts";

/** What to draw. */
export interface SyntheticOptions {
  /** Where the images go. */
  readonly folder: string;
  /** Integer; the same seed draws the same pictures. */
  readonly seed: number;
  /** Images with a label. @default {48} */
  readonly labelled?: number;
  /** Images of the public test set, without a label. @default {8} */
  readonly public?: number;
  /** Images of the private test set, without a label. @default {8} */
  readonly private?: number;
  /** Pixels a row; smaller pictures show the same field of view. @default {1716} */
  readonly width?: number;
  /** Rows; a quarter to four times the width. @default {942} */
  readonly height?: number;
  /** Pictures drawn at the same time; they do not depend on it. @default {the cores, at most 8} */
  readonly workers?: number;
  /** Is told how many pictures are done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops the drawing; what was drawn is removed. */
  readonly signal?: AbortSignal;
}

/** What decides every picture of a drawn folder. */
export interface SyntheticStamp {
  readonly version: number;
  readonly seed: number;
  readonly labelled: number;
  readonly public: number;
  readonly private: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What a folder drawn with these options is stamped with: two option sets with equal stamps give equal pictures.
 *
 * @param options As for {@linkcode drawSynthetic}.
 * @throws {InputError} Where an option is out of range.
 *
 * @example
 * ```ts
 * import { syntheticStamp } from "./synthetic_options.ts";
 *
 * if (syntheticStamp({ folder: "x", seed: 3 }).labelled !== 48) throw new Error();
 * ```
 */
export function syntheticStamp(options: SyntheticOptions): SyntheticStamp {
  const { seed, labelled = 48, width = referenceWidth, height = 942 } = options;
  const { public: open = 8, private: hidden = 8 } = options;
  const check = (name: string, value: number, least: number, most: number) => {
    if (Number.isSafeInteger(value) && value >= least && value <= most) return;
    throw new InputError(
      `Cannot draw synthetic images: ${name} must be an integer from ${least} to ${most}, current value is ${value}`,
    );
  };
  check("seed", seed, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  check("labelled", labelled, 1, 100_000);
  check("public", open, 0, 100_000);
  check("private", hidden, 0, 100_000);
  check("width", width, 64, 8192);
  check("height", height, Math.ceil(width / 4), width * 4);
  check("workers", options.workers ?? 1, 1, 64);
  return {
    version: syntheticVersion,
    seed,
    labelled,
    public: open,
    private: hidden,
    width,
    height,
  };
}
