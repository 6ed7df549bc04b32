import type { Mask } from "../core/mod.ts";

/** A class for each pixel of an image. */
export interface LabelMap {
  /** `height * width` class numbers from 0 on, rows top to bottom. */
  readonly data: Uint8Array | Uint16Array | Uint32Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/**
 * The pixels of one class, for what is measured on masks (distances between surfaces), or of a void label, for
 * `ignore`.
 *
 * @example
 * ```ts
 * import { maskOfClass } from "./label_map.ts";
 *
 * const labels = { data: Uint8Array.of(0, 2, 1, 2), width: 4, height: 1 };
 * if (maskOfClass(labels, 2).data.join("") !== "0101") throw new Error();
 * ```
 */
export function maskOfClass(
  { data, width, height }: LabelMap,
  label: number,
): Mask {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < mask.length; i++) mask[i] = data[i] === label ? 1 : 0;
  return { data: mask, width, height };
}
