import type { Mask } from "../core/mod.ts";

/**
 * Resizes a mask by taking the pixel under the centre: output (x, y) reads input (floor((x + 0.5) * scale), ...), as
 * Pillow's `Resampling.NEAREST` and PyTorch's `nearest-exact` do, but exact where a centre falls between two pixels.
 *
 * @param mask The mask.
 * @param width Pixels a row of the result.
 * @param height Rows of the result.
 * @returns A new mask.
 * @throws {RangeError} Where a side is not a positive integer.
 *
 * @example
 * ```ts
 * import { resizeMask } from "./resize_mask.ts";
 *
 * const mask = { data: new Uint8Array([0, 1]), width: 2, height: 1 };
 * if (resizeMask(mask, 4, 1).data.join() !== "0,0,1,1") throw new Error();
 * ```
 */
export function resizeMask(mask: Mask, width: number, height: number): Mask {
  for (const side of [width, height]) {
    if (!Number.isSafeInteger(side) || side < 1) {
      throw new RangeError(
        `Cannot resize the mask: width and height must be positive integers, current value is ${width} x ${height}`,
      );
    }
  }
  const data = new Uint8Array(width * height);
  const columns = Int32Array.from(
    { length: width },
    (_, x) => Math.floor((2 * x + 1) * mask.width / (2 * width)),
  );
  for (let y = 0; y < height; y++) {
    const row = Math.floor((2 * y + 1) * mask.height / (2 * height)) *
      mask.width;
    const target = y * width;
    for (let x = 0; x < width; x++) {
      data[target + x] = mask.data[row + columns[x]!]!;
    }
  }
  return { data, width, height };
}
