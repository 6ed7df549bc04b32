/**
 * A probability map as it is held: single precision, or as it is stored, in 65,535 (16-bit PNG) or 255 steps. Level k
 * of a stored map is the probability k / 65535 or k / 255 in single precision.
 */
export interface StoredMap {
  /** `height * width` values, rows top to bottom. */
  readonly data: Float32Array | Uint16Array | Uint8Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/**
 * Probability of each level of a stored map, in single precision.
 *
 * @param levels 256 or 65536.
 *
 * @example
 * ```ts
 * import { levelProbabilities } from "./stored_map.ts";
 *
 * if (levelProbabilities(256)[51] !== Math.fround(.2)) throw new Error();
 * ```
 */
export function levelProbabilities(
  levels: 256 | 65536,
): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: levels }, (_, k) => k / (levels - 1));
}
