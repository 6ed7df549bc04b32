import { checkPixels, InputError, type Mask } from "../core/mod.ts";
import { checkScore } from "./class_score.ts";

/** Rows of a picture, counted from each end. */
export interface EdgeRows {
  /** First rows. @default {2} */
  readonly top?: number;
  /** Last rows. @default {2} */
  readonly bottom?: number;
}

/**
 * Clears the first and last rows of the picture, where the labels of a scan are cut off. Source: yu4u's fifteenth
 * place of UW-Madison 2022, two at each end; its text leaves open whether rows of the picture are meant, as here.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where a number of rows is not a whole number from 0.
 *
 * @example
 * ```ts
 * import { removeEdgeRows } from "./uw_madison.ts";
 *
 * const mask = { data: new Uint8Array(5).fill(1), width: 1, height: 5 };
 * if (removeEdgeRows(mask, { top: 1, bottom: 2 }).data.join("") !== "01100") throw new Error();
 * ```
 */
export function removeEdgeRows(
  mask: Mask,
  { top = 2, bottom = 2 }: EdgeRows = {},
): Mask {
  checkPixels("mask", mask);
  const { data, width, height } = mask;
  for (const [name, rows] of Object.entries({ top, bottom })) {
    if (Number.isInteger(rows) && rows >= 0) continue;
    throw new InputError(
      `Cannot remove rows: ${name} must be a whole number from 0, current value is ${rows}`,
    );
  }
  const result = new Uint8Array(data.length);
  const end = Math.max(0, height - bottom) * width;
  for (let i = top * width; i < end; i++) result[i] = data[i] === 0 ? 0 : 1;
  return { data: result, width, height };
}

/**
 * Empties the mask of a slice whose label is predicted to be cut off there: the annotators stopped, though the organ
 * goes on. Source: yu4u's fifteenth place of UW-Madison 2022, from separate truncation networks.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param truncation Probability that the label is cut off in this slice, in [0, 1].
 * @param threshold Above it (strictly) the mask is emptied.
 * @returns The mask itself, or an empty one.
 * @throws {InputError} Where a number is outside [0, 1].
 *
 * @example
 * ```ts
 * import { removeTruncated } from "./uw_madison.ts";
 *
 * const mask = { data: Uint8Array.from([1, 0]), width: 2, height: 1 };
 * if (removeTruncated(mask, 0.6, 0.5).data.join("") !== "00") throw new Error();
 * if (removeTruncated(mask, 0.5, 0.5) !== mask) throw new Error();
 * ```
 */
export function removeTruncated(
  mask: Mask,
  truncation: number,
  threshold: number,
): Mask {
  checkScore(truncation, "remove truncated labels");
  checkScore(threshold, "remove truncated labels, threshold");
  checkPixels("mask", mask);
  if (truncation <= threshold) return mask;
  return { ...mask, data: new Uint8Array(mask.data.length) };
}
