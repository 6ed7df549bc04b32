import assert from "node:assert/strict";
import { overlayMask } from "./overlay_mask.ts";

const width = 9;
const height = 7;
const image = {
  data: new Uint8Array(width * height).fill(100),
  width,
  height,
  channels: 1,
} as const;
const mask = {
  data: Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= 1 && x <= 7 && y >= 1 && y <= 6 ? 1 : 0;
  }),
  width,
  height,
};

/** The red of each pixel, row by row, in letters: o outline, f filled, . untouched. */
function picture(outline: number): string[] {
  const { data } = overlayMask(image, mask, {
    color: "#ff0000",
    fill: 0.5,
    outline,
  });
  return Array.from(
    { length: height },
    (_, y) =>
      Array.from({ length: width }, (_, x) => {
        const red = data[(y * width + x) * 3];
        return red === 255 ? "o" : red === 178 ? "f" : red === 100 ? "." : "?";
      }).join(""),
  );
}

Deno.test("overlayMask() draws the outline inside the mask, at the image's border too", () => {
  assert.deepEqual(picture(1), [
    ".........",
    ".ooooooo.",
    ".offfffo.",
    ".offfffo.",
    ".offfffo.",
    ".offfffo.",
    ".ooooooo.",
  ]);
});

Deno.test("overlayMask() draws thicker outlines", () => {
  assert.deepEqual(picture(2), [
    ".........",
    ".ooooooo.",
    ".ooooooo.",
    ".oofffoo.",
    ".oofffoo.",
    ".ooooooo.",
    ".ooooooo.",
  ]);
});

Deno.test("overlayMask() refuses a mask of another size", () => {
  assert.throws(
    () => overlayMask(image, { ...mask, width: 7, height: 9 }),
    /size must be 9 x 7, current value is 7 x 9/,
  );
});
