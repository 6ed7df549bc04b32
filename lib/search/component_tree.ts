import type { Mask } from "../core/mod.ts";
import { checkSameSize } from "../metrics/same_size.ts";
import { checkConnectivity, type Connectivity } from "../postprocess/runs.ts";
import { type LevelScale, ownScale } from "./level_scale.ts";
import { type ComponentTree, TreeNodes } from "./tree_nodes.ts";
import { type FlatRuns, linkRows, ROW_END, scanRow } from "./tree_rows.ts";

/** What the tree is grown on. */
export interface TreePicture {
  /** Level of each pixel, rows top to bottom; 0 is never part of an object. */
  readonly data: Uint16Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/**
 * Grows the component tree of a picture of levels.
 *
 * Each row's tree is grown in one pass with a stack. Of all neighbours in two rows only few need to be looked at:
 * where the lower of both levels is greatest along the row, since the rest follows from those within the rows. There
 * the rows' trees are joined, path by path.
 *
 * Source: Wilkinson et al., "Concurrent computation of attribute filters on shared memory parallel machines", 2008;
 * the reduction to rows is our own.
 *
 * @param picture Levels, as from `binPixels`.
 * @param truth The label, of which each node counts the pixels.
 * @param connectivity 4 (sides) or 8 (sides and corners). @default {8}
 * @throws {InputError} Where the sizes differ, or the connectivity is neither 4 nor 8.
 *
 * @example
 * ```ts
 * import { componentTree } from "./component_tree.ts";
 *
 * const truth = { data: Uint8Array.of(1, 1, 0, 0), width: 4, height: 1 };
 * const tree = componentTree({ data: Uint16Array.of(3, 1, 2, 0), width: 4, height: 1 }, truth);
 * // The two peaks, and both joined at level 1.
 * if (tree.level.join() !== "3,2,1" || tree.area.join() !== "1,1,3") throw new Error();
 * if (tree.hits.join() !== "1,0,2" || tree.below.join() !== "1,1,0") throw new Error();
 * ```
 */
export function componentTree(
  picture: TreePicture,
  truth: Mask,
  connectivity: Connectivity = 8,
): ComponentTree {
  checkConnectivity(connectivity, "grow a component tree");
  checkSameSize("map", picture, truth);
  return growTree(picture, ownScale, truth, connectivity);
}

/** {@linkcode componentTree} of values that a scale makes levels of. */
export function growTree(
  { data, width, height }: {
    readonly data: Int32Array | Uint16Array | Uint8Array;
    readonly width: number;
    readonly height: number;
  },
  scale: LevelScale,
  truth: Mask,
  connectivity: Connectivity,
): ComponentTree {
  const nodes = new TreeNodes(Math.max(1024, data.length >> 4));
  const room = {
    values: new Int32Array(width + 1).fill(ROW_END),
    open: new Int32Array(width),
    openLevel: new Int32Array(width),
  };
  let above = emptyRuns(width), here = emptyRuns(width);
  for (let y = 0; y < height; y++) {
    const first = y * width;
    room.values.set(data.subarray(first, first + width));
    scanRow(nodes, room, scale, truth.data, first, here);
    if (y > 0) linkRows(nodes, above, here, connectivity === 8);
    [above, here] = [here, above];
  }
  return nodes.finish();
}

const emptyRuns = (width: number): FlatRuns => ({
  count: 0,
  end: new Int32Array(width),
  level: new Int32Array(width),
  node: new Int32Array(width),
});
