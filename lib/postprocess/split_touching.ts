import { InputError, type Mask } from "../core/mod.ts";
import { emptyBits, packMask, unpackMask } from "./bits.ts";
import { componentTable } from "./component_table.ts";
import { flood } from "./flood.ts";
import { findPeaks } from "./peaks.ts";
import { noBackground, squaredDistancesOfBits } from "./squared_distances.ts";

/** Objects that were told apart. */
export interface SplitObjects {
  /** `height * width` numbers: 0 is background, n the n-th object. */
  readonly labels: Int32Array;
  /** Number of objects. */
  readonly count: number;
}

/** How objects are told apart. */
export interface SplitOptions {
  /**
   * A peak of the distance map is a pixel that none in the square of `2 minimumDistance + 1` around it exceeds: the
   * larger, the fewer objects are cut. @default {5}
   */
  readonly minimumDistance?: number;
}

/** Foreground that no marker reached: each stretch of it (4-connected) becomes an object. */
function labelTheRest(
  labels: Int32Array,
  { data, width, height }: Mask,
  count: number,
): number {
  const rest = new Uint8Array(data.length);
  let left = false;
  for (let i = 0; i < rest.length; i++) {
    if (data[i] === 0 || labels[i] !== 0) continue;
    rest[i] = 1;
    left = true;
  }
  if (!left) return count;
  const found = componentTable({ data: rest, width, height }, 4);
  for (let i = 0; i < rest.length; i++) {
    if (rest[i]) labels[i] = count + found.labels[i]!;
  }
  return count + found.count;
}

/**
 * Tells touching objects apart: watershed on the distance to the background, from its peaks.
 *
 * Peaks that touch (8-connected) are one marker, numbered in raster order. Flooding passes sides only (4-connected),
 * the farthest from the background first. It is scikit-image's `watershed(-distance, label(peaks), mask=mask)` with
 * `peaks = distance == scipy.ndimage.maximum_filter(distance, 2 * minimumDistance + 1)`; where several marker pixels
 * are equally far from the background it takes them in raster order, scikit-image as its heap happens to lie.
 * Foreground that no marker reaches (an object without a peak of its own, beside a larger one) comes last, each
 * 4-connected stretch an object. A picture without background is one object.
 *
 * Source: Beucher and Lantuejoul, "Use of watersheds in contour detection", 1979.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @throws {InputError} Where the distance is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { splitTouching } from "./split_touching.ts";
 *
 * // Two blocks of 3x3 and a bridge between them.
 * const rows = ["1110111", "1111111", "1110111"];
 * const mask = { data: Uint8Array.from(rows.join(""), Number), width: 7, height: 3 };
 * if (splitTouching(mask, { minimumDistance: 2 }).count !== 2) throw new Error();
 * ```
 */
export function splitTouching(
  mask: Mask,
  { minimumDistance = 5 }: SplitOptions = {},
): SplitObjects {
  if (!(Number.isInteger(minimumDistance) && minimumDistance >= 1)) {
    throw new InputError(
      `Cannot split objects: minimumDistance must be a whole number from 1, current value is ${minimumDistance}`,
    );
  }
  const { width, height } = mask;
  const field = squaredDistancesOfBits(packMask(mask));
  if (field[0] === noBackground) {
    return { labels: new Int32Array(field.length).fill(1), count: 1 };
  }
  const peaks = findPeaks({ values: field, width, height }, minimumDistance);
  const markers = componentTable(peaks, 8);
  const { labels } = markers;
  flood({ heights: field, labels, width });
  const count = labelTheRest(labels, mask, markers.count);
  return { labels, count };
}

/**
 * Cuts touching objects apart: of {@linkcode splitTouching}'s objects, a pixel becomes background where the one right
 * of it or one of the three below it belongs to another object. What is left of two objects is not even 8-connected.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where the distance is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { connectedComponents } from "./components.ts";
 * import { cutTouching } from "./split_touching.ts";
 *
 * const rows = ["1110111", "1111111", "1110111"];
 * const mask = { data: Uint8Array.from(rows.join(""), Number), width: 7, height: 3 };
 * const cut = cutTouching(mask, { minimumDistance: 2 });
 * if (connectedComponents(cut, 8).components.length !== 2) throw new Error();
 * ```
 */
export function cutTouching(mask: Mask, options: SplitOptions = {}): Mask {
  const { labels } = splitTouching(mask, options);
  const { width, height } = mask;
  const cut = emptyBits(width, height);
  const differ = (own: number, i: number) =>
    labels[i] !== 0 && labels[i] !== own;
  for (let y = 0, i = 0; y < height; y++) {
    const below = y + 1 < height;
    for (let x = 0; x < width; x++, i++) {
      const own = labels[i]!;
      if (own === 0) continue;
      const right = x + 1 < width;
      const border = right && differ(own, i + 1) ||
        below &&
          (differ(own, i + width) || x > 0 && differ(own, i + width - 1) ||
            right && differ(own, i + width + 1));
      if (!border) cut.words[y * cut.stride + (x >>> 5)]! |= 1 << (x & 31);
    }
  }
  return unpackMask(cut);
}
