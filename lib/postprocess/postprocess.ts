import type { Mask, ProbabilityMap } from "../core/mod.ts";
import { fillHoles } from "./fill_holes.ts";
import { removeSmall } from "./remove_small.ts";
import { thresholdMap } from "./threshold_map.ts";

/** How a mask is made from probabilities. */
export interface PostprocessOptions {
  /** Pixels with a probability greater than this are foreground. */
  readonly threshold: number;
  /** Objects of fewer pixels are removed (8-connected). */
  readonly minimumArea: number;
  /** Whether holes are filled (background 4-connected), after the removal. */
  readonly fillHoles: boolean;
}

/**
 * Makes the mask of a probability map: threshold, then removal of small objects, then filling of holes.
 *
 * The order matters: an object is measured with its holes still open, and a small object inside a hole of a large
 * one vanishes into the filled hole.
 *
 * @param map Probabilities at the size that the mask is to have.
 * @param options The three choices; see {@linkcode thresholdMap}, {@linkcode removeSmall}, {@linkcode fillHoles}.
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where an option is out of its range.
 *
 * @example
 * ```ts
 * import { postprocess } from "./postprocess.ts";
 *
 * const map = { data: Float32Array.from([0.9, 0.8, 0.1, 0.7]), width: 4, height: 1 };
 * const mask = postprocess(map, { threshold: 0.5, minimumArea: 2, fillHoles: true });
 * if (mask.data.join("") !== "1100") throw new Error();
 * ```
 */
export function postprocess(
  map: ProbabilityMap,
  options: PostprocessOptions,
): Mask {
  const mask = removeSmall(
    thresholdMap(map, options.threshold),
    options.minimumArea,
  );
  return options.fillHoles ? fillHoles(mask) : mask;
}
