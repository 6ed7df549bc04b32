/**
 * Mean over each grid point and its neighbours along every axis, the grid's edge repeated outwards: what a point is
 * worth if the next images' optimum lies a step away. It prefers a flat top to a sharp one of the same height.
 *
 * Sums and numbers of scores may be smoothed one by one, since it is linear.
 *
 * @param values One a point, the last axis fastest.
 * @param shape Points along each axis.
 * @returns A new array.
 *
 * @example
 * ```ts
 * import { smoothScores } from "./smooth_scores.ts";
 *
 * const smooth = smoothScores(Float64Array.of(0, 9, 0, 6, 6), [5]);
 * if (smooth.join() !== "3,3,5,4,6") throw new Error();
 * ```
 */
export function smoothScores(
  values: Float64Array,
  shape: readonly number[],
): Float64Array<ArrayBuffer> {
  let from = Float64Array.from(values);
  let stride = values.length;
  for (const length of shape) {
    stride /= length;
    if (length === 1) continue;
    const to = new Float64Array(values.length);
    for (let block = 0; block < values.length; block += length * stride) {
      for (let i = 0; i < length; i++) {
        const before = block + Math.max(i - 1, 0) * stride;
        const after = block + Math.min(i + 1, length - 1) * stride;
        const here = block + i * stride;
        for (let s = 0; s < stride; s++) {
          to[here + s] = (from[before + s]! + from[here + s]! +
            from[after + s]!) / 3;
        }
      }
    }
    from = to;
  }
  return from;
}
