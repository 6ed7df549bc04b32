import type { Mask } from "../../core/mod.ts";
import type { PixelOrder } from "./mask_bits.ts";

/** Where runs begin and end, pixel by pixel, of a mask of 0 and 1. */
export function literalBounds(
  { data, width, height }: Mask,
  order: PixelOrder,
) {
  const bounds: number[] = [];
  let inside = 0;
  for (let i = 0; i < data.length; i++) {
    const at = order === "rows"
      ? i
      : (i % height) * width + Math.floor(i / height);
    if (data[at] !== inside) bounds.push(i);
    inside = data[at]!;
  }
  if (inside) bounds.push(data.length);
  return bounds;
}
