import type { ProbabilityMap } from "../core/mod.ts";

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

/**
 * A map in single precision, however it is held.
 *
 * @param map Is given back where it is in single precision already.
 *
 * @example
 * ```ts
 * import { probabilitiesOf } from "./stored_map.ts";
 *
 * const map = probabilitiesOf({ data: Uint8Array.of(0, 51, 255), width: 3, height: 1 });
 * if (map.data[1] !== Math.fround(.2)) throw new Error();
 * ```
 */
export function probabilitiesOf(
  { data, width, height }: StoredMap,
): ProbabilityMap {
  if (data instanceof Float32Array) return { data, width, height };
  const table = levelProbabilities(data instanceof Uint8Array ? 256 : 65536);
  const values = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) values[i] = table[data[i]!]!;
  return { data: values, width, height };
}
