/**
 * Mean over each grid point and its neighbours along every axis, the grid's edge repeated outwards: what a point is
 * worth if the next images' optimum lies a step away. It prefers a flat top to a sharp one of the same height. A
 * neighbour farther than a step is drawn nearer: read on the line between it and the point.
 *
 * Sums and numbers of scores may be smoothed one by one, since it is linear.
 *
 * @param values One a point, the last axis fastest.
 * @param shape Points along each axis.
 * @param steps For each axis, from `axisSteps`. @default {all 1}
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
  steps?: readonly (readonly number[])[],
): Float64Array<ArrayBuffer> {
  let from = Float64Array.from(values);
  let stride = values.length;
  for (const [axis, length] of shape.entries()) {
    stride /= length;
    if (length === 1) continue;
    const to = new Float64Array(values.length);
    for (let block = 0; block < values.length; block += length * stride) {
      for (let i = 0; i < length; i++) {
        const here = block + i * stride;
        const before = i > 0 ? here - stride : here;
        const after = i < length - 1 ? here + stride : here;
        const back = steps?.[axis]?.[i - 1] ?? 1;
        const on = steps?.[axis]?.[i] ?? 1;
        for (let s = 0; s < stride; s++) {
          to[here + s] = (back * from[before + s]! +
            (3 - back - on) * from[here + s]! + on * from[after + s]!) / 3;
        }
      }
    }
    from = to;
  }
  return from;
}
