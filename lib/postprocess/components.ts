import type { Mask, ProbabilityMap } from "../core/mod.ts";
import { type ComponentTable, componentTable } from "./component_table.ts";
import { type Connectivity, sideBits } from "./runs.ts";

/** One connected object. */
export interface Component {
  /** Its number in the label picture, from 1. */
  readonly label: number;
  /** Pixels. */
  readonly area: number;
  /** First column of its bounding box. */
  readonly left: number;
  /** First row of its bounding box. */
  readonly top: number;
  /** Columns of its bounding box. */
  readonly width: number;
  /** Rows of its bounding box. */
  readonly height: number;
  /** Mean column of its pixels; the first column is 0. */
  readonly centroidX: number;
  /** Mean row of its pixels; the first row is 0. */
  readonly centroidY: number;
  /** Whether one of its pixels lies in the picture's first or last row or column. */
  readonly touchesBorder: boolean;
  /** The sides on which it has a pixel. */
  readonly touches: SideContact;
  /** Largest probability of its pixels; only where a map was given. NaN counts as lowest. */
  readonly maximum?: number;
  /** Mean probability of its pixels, summed in double precision, NaN where one is; only where a map was given. */
  readonly mean?: number;
}

/** Contact with each side of the picture. */
export interface SideContact {
  readonly left: boolean;
  readonly right: boolean;
  readonly top: boolean;
  readonly bottom: boolean;
}

/** The objects of a mask. */
export interface Components {
  /** `height * width` numbers: 0 is background, n is the component with label n. */
  readonly labels: Int32Array;
  /** One an object, numbered by their first pixel in raster order. */
  readonly components: readonly Component[];
}

/**
 * Finds the connected objects of a mask, with their statistics.
 *
 * Two passes over the runs of the rows; the numbering is that of `scipy.ndimage.label` and
 * `skimage.measure.label`.
 *
 * @param mask Any value but 0 is foreground.
 * @param connectivity 4 (sides) or 8 (sides and corners). @default {8}
 * @param map Probabilities whose maximum and mean each object is to have.
 * @throws {InputError} Where the connectivity is neither 4 nor 8, or the map's size is not the mask's.
 *
 * @example
 * ```ts
 * import { connectedComponents } from "./components.ts";
 *
 * const mask = { data: Uint8Array.from([1, 0, 0, 1, 0, 1]), width: 3, height: 2 };
 * const { components, labels } = connectedComponents(mask, 8);
 * if (components.length !== 2 || components[0]?.area !== 2) throw new Error();
 * if (labels.join() !== "1,0,0,1,0,2") throw new Error();
 * ```
 */
export function connectedComponents(
  mask: Mask,
  connectivity: Connectivity = 8,
  map?: ProbabilityMap,
): Components {
  const table = componentTable(mask, connectivity, map);
  const components = Array.from(
    { length: table.count },
    (_, c) => component(table, c),
  );
  return { labels: table.labels, components };
}

function component(table: ComponentTable, c: number): Component {
  const area = table.area[c]!, left = table.left[c]!, top = table.top[c]!;
  const sides = table.sides[c]!;
  const { maximum, sum } = table;
  return {
    label: c + 1,
    area,
    left,
    top,
    width: table.right[c]! - left,
    height: table.bottom[c]! - top,
    centroidX: table.sumX[c]! / area,
    centroidY: table.sumY[c]! / area,
    touchesBorder: sides !== 0,
    touches: {
      left: (sides & sideBits.left) !== 0,
      right: (sides & sideBits.right) !== 0,
      top: (sides & sideBits.top) !== 0,
      bottom: (sides & sideBits.bottom) !== 0,
    },
    ...(maximum && sum && { maximum: maximum[c]!, mean: sum[c]! / area }),
  };
}
