/**
 * Where the pixels of a new picture come from: `[a, b, c, d, e, f]` reads the new pixel (x, y) at
 * (a x + b y + c, d x + e y + f) of the old one. Pixel centres lie on integers.
 */
export type PlaneMap = readonly [
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
];

/**
 * Chains two maps into one, so that two geometric changes cost one resampling.
 *
 * @param first The map of the change that is made first.
 * @param second The map of the change that is made to its result.
 * @returns The map from the last picture straight to the first one.
 *
 * @example
 * ```ts
 * import { composeMaps } from "./plane_map.ts";
 *
 * const shift = [1, 0, 5, 0, 1, 0] as const;
 * if (composeMaps(shift, shift)[2] !== 10) throw new Error();
 * ```
 */
export function composeMaps(first: PlaneMap, second: PlaneMap): PlaneMap {
  const [a, b, c, d, e, f] = first;
  const [g, h, i, j, k, l] = second;
  return [
    a * g + b * j,
    a * h + b * k,
    a * i + b * l + c,
    d * g + e * j,
    d * h + e * k,
    d * i + e * l + f,
  ];
}
