import type { ProbabilityMap } from "../core/mod.ts";

/** For each output position the two input positions around it and the share of the second. */
function neighbours(from: number, to: number) {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const share = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.max(0, (i + 0.5) * (from / to) - 0.5);
    low[i] = Math.min(Math.floor(at), from - 1);
    high[i] = Math.min(low[i]! + 1, from - 1);
    share[i] = at - low[i]!;
  }
  return { low, high, share };
}

/**
 * Resizes a probability map bilinearly with half-pixel centres, borders repeated: PyTorch's
 * `interpolate(mode="bilinear", align_corners=False)`. It interpolates only: shrinking does not average.
 *
 * @param map The map.
 * @param width Pixels a row of the result.
 * @param height Rows of the result.
 * @returns A new map; its values stay within the input's range.
 * @throws {RangeError} Where a side is not a positive integer.
 *
 * @example
 * ```ts
 * import { resizeProbabilityMap } from "./resize_probability_map.ts";
 *
 * const map = { data: new Float32Array([0, 1]), width: 2, height: 1 };
 * if (resizeProbabilityMap(map, 4, 1).data.join() !== "0,0.25,0.75,1") throw new Error();
 * ```
 */
export function resizeProbabilityMap(
  map: ProbabilityMap,
  width: number,
  height: number,
): ProbabilityMap {
  for (const side of [width, height]) {
    if (!Number.isSafeInteger(side) || side < 1) {
      throw new RangeError(
        `Cannot resize the map: width and height must be positive integers, current value is ${width} x ${height}`,
      );
    }
  }
  const x = neighbours(map.width, width);
  const y = neighbours(map.height, height);
  const input = map.data;
  const data = new Float32Array(width * height);
  // The rows around an output row, blended once, so that only the second blend runs for each pixel.
  const blended = new Float64Array(map.width);
  for (let row = 0; row < height; row++) {
    const upper = y.low[row]! * map.width;
    const lower = y.high[row]! * map.width;
    const down = y.share[row]!;
    for (let column = 0; column < map.width; column++) {
      const above = input[upper + column]!;
      blended[column] = above + (input[lower + column]! - above) * down;
    }
    const target = row * width;
    for (let column = 0; column < width; column++) {
      const left = blended[x.low[column]!]!;
      const right = blended[x.high[column]!]!;
      data[target + column] = left + (right - left) * x.share[column]!;
    }
  }
  return { data, width, height };
}
