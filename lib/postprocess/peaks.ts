import type { Mask } from "../core/mod.ts";
import { windowMaximum } from "./window_maximum.ts";

/** Values of a picture. */
interface Field {
  readonly values: Int32Array;
  readonly width: number;
  readonly height: number;
}

/** Whether a value of the ring of pixels `reach` columns or rows away is above the pixel's own. */
function exceededAt(
  { values, width, height }: Field,
  x: number,
  y: number,
  reach: number,
): boolean {
  const own = values[y * width + x]!;
  const left = Math.max(0, x - reach), right = Math.min(width - 1, x + reach);
  const top = Math.max(0, y - reach), bottom = Math.min(height - 1, y + reach);
  for (let v = top; v <= bottom; v++) {
    const row = v * width;
    if (v === y - reach || v === y + reach) {
      for (let u = left; u <= right; u++) {
        if (values[row + u]! > own) return true;
      }
    } else if (
      (x >= reach && values[row + left]! > own) ||
      (x + reach < width && values[row + right]! > own)
    ) return true;
  }
  return false;
}

/** Looking ring by ring pays until this many values a pixel of the picture have been looked at. */
const worthLooking = 8;

/**
 * Where a value above 0 is the largest in the square of `2 radius + 1` pixels around it, plateaus included.
 *
 * Ring by ring around each pixel: nearly all fail at the first or second. A field of plateaus, where most would go
 * the whole way, is given to the running maximum, whose time does not depend on the values.
 */
export function findPeaks(field: Field, radius: number): Mask {
  const { values, width, height } = field;
  const data = new Uint8Array(width * height);
  let budget = worthLooking * values.length;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const own = values[i]!;
      if (own === 0) continue;
      // The two at hand spare most pixels the rest.
      if (x > 0 && values[i - 1]! > own) continue;
      if (x + 1 < width && values[i + 1]! > own) continue;
      let reach = 1;
      while (reach <= radius && !exceededAt(field, x, y, reach)) {
        budget -= 8 * reach++;
      }
      if (reach > radius) data[i] = 1;
      if (budget < 0) return peaksOfWindows(field, radius);
    }
  }
  return { data, width, height };
}

/** {@linkcode findPeaks} by the largest value of every window. */
export function peaksOfWindows(
  { values, width, height }: Field,
  radius: number,
): Mask {
  const around = windowMaximum(values, width, height, radius);
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    data[i] = values[i]! > 0 && values[i] === around[i] ? 1 : 0;
  }
  return { data, width, height };
}
