import { InputError, type Mask } from "../core/mod.ts";
import { type BitMask, packMask, sidesTouched, unpackMask } from "./bits.ts";
import { fillHolesBits } from "./fill_holes.ts";
import { checkConnectivity, type Connectivity, sideBits } from "./runs.ts";

/** Which sides of the picture count as walls, one at a time. */
export type EdgeSides = "first_touched" | "every";

/** How background at the picture's edge is filled. */
export interface FillEdgeOptions {
  /**
   * `first_touched`: the first side that the mask touches in the order left, right, top, bottom, and no other.
   * `every`: those four one after another, each on what the last one left. @default {"first_touched"}
   */
  readonly sides?: EdgeSides;
  /** What holds the background together. @default {8} */
  readonly backgroundConnectivity?: Connectivity;
}

const order = ["left", "right", "top", "bottom"] as const;

/**
 * Fills what the mask encloses together with a side of the picture: holes as in `fillHoles`, after one row or column
 * of foreground was added on that side (as long as the side: the corners are not covered) and before it is cut off
 * again. So background is filled unless it reaches one of the other three sides.
 *
 * Source: TEAM_1137's post-processing (STAS AI CUP 2022), which does so for the first touched side.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @returns A new mask of 0 and 1; where no side is touched, with its plain holes filled by `every` only.
 * @throws {InputError} Where an option has none of its values.
 *
 * @example
 * ```ts
 * import { fillEdge } from "./fill_edge.ts";
 *
 * // A bay that the left side closes.
 * const mask = { data: Uint8Array.from([1, 1, 0, 0, 1, 0, 1, 1, 0]), width: 3, height: 3 };
 * if (fillEdge(mask).data.join("") !== "110110110") throw new Error();
 * ```
 */
export function fillEdge(
  mask: Mask,
  { sides = "first_touched", backgroundConnectivity = 8 }: FillEdgeOptions = {},
): Mask {
  checkConnectivity(backgroundConnectivity, "fill against the edge");
  if (sides !== "first_touched" && sides !== "every") {
    throw new InputError(
      `Cannot fill against the edge: sides must be first_touched or every, current value is ${sides}`,
    );
  }
  const bits = packMask(mask);
  return unpackMask(fillEdgeBits(bits, sides, backgroundConnectivity));
}

/** {@linkcode fillEdge} on a packed picture. */
export function fillEdgeBits(
  bits: BitMask,
  sides: EdgeSides,
  backgroundConnectivity: Connectivity,
): BitMask {
  const touched = sidesTouched(bits);
  const walls: readonly (typeof order)[number][] = sides === "every"
    ? order
    : order.filter((side) => touched[side]).slice(0, 1);
  return walls.reduce<BitMask>(
    (filled, wall) =>
      fillHolesBits(filled, backgroundConnectivity, 15 & ~sideBits[wall]),
    bits,
  );
}
