import type { Mask } from "../core/mod.ts";
import { type BitMask, copyBits, packMask, unpackMask } from "./bits.ts";
import {
  backgroundRuns,
  bitRuns,
  checkConnectivity,
  componentSides,
  type Connectivity,
  labelRuns,
  paintRuns,
  sideBits,
} from "./runs.ts";

/**
 * Fills the holes of a mask. A hole is background that is not connected to the picture's frame.
 *
 * With 4, background passes sides only, so that a ring closed by corners holds water: the partner of 8-connected
 * objects and the rule of `scipy.ndimage.binary_fill_holes`. With 8 it leaks through corners.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param backgroundConnectivity What holds the background together. @default {4}
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where the connectivity is neither 4 nor 8.
 *
 * @example
 * ```ts
 * import { fillHoles } from "./fill_holes.ts";
 *
 * const ring = { data: Uint8Array.from([0, 1, 0, 1, 0, 1, 0, 1, 0]), width: 3, height: 3 };
 * if (fillHoles(ring).data[4] !== 1) throw new Error();
 * if (fillHoles(ring, 8).data[4] !== 0) throw new Error();
 * ```
 */
export function fillHoles(
  mask: Mask,
  backgroundConnectivity: Connectivity = 4,
): Mask {
  checkConnectivity(backgroundConnectivity, "fill holes");
  return unpackMask(fillHolesBits(packMask(mask), backgroundConnectivity));
}

/** All four sides, as {@linkcode sideBits}. */
const everySide = sideBits.left | sideBits.right | sideBits.top |
  sideBits.bottom;

/**
 * {@linkcode fillHoles} on a packed picture. Background that reaches one of the `open` sides (a sum of
 * {@linkcode sideBits}) is no hole; a side that is not open is a wall, as if a row of foreground lay beyond it.
 */
export function fillHolesBits(
  bits: BitMask,
  backgroundConnectivity: Connectivity,
  open: number = everySide,
): BitMask {
  const background = backgroundRuns(bitRuns(bits));
  const labelled = labelRuns(background, backgroundConnectivity);
  const sides = componentSides(background, labelled);
  const hole = new Uint8Array(labelled.components);
  for (let c = 0; c < hole.length; c++) {
    hole[c] = (sides[c]! & open) === 0 ? 1 : 0;
  }
  const filled = copyBits(bits);
  paintRuns(filled, background, labelled, hole, 1);
  return filled;
}
