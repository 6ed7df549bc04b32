import assert from "node:assert/strict";
import type { RasterImage } from "../core/mod.ts";
import { drawContours, maskImage, overlayMask } from "./draw_mask.ts";
import { montage } from "./montage.ts";

const grey = (width: number, height: number, value: number): RasterImage => ({
  data: new Uint8Array(width * height).fill(value),
  width,
  height,
  channels: 1,
});

/** A 7 x 7 square in the middle of 13 x 13. */
const square = {
  data: Uint8Array.from({ length: 169 }, (_, i) => {
    const [x, y] = [i % 13, Math.floor(i / 13)];
    return x >= 3 && x <= 9 && y >= 3 && y <= 9 ? 1 : 0;
  }),
  width: 13,
  height: 13,
};

const painted = ({ data }: RasterImage, red: number) =>
  data.filter((value, i) => i % 3 === 0 && value === red).length;

Deno.test("drawContours() draws a band of the given thickness around the border", () => {
  const image = grey(13, 13, 5);
  const count = (thickness: number) =>
    painted(drawContours(image, square, [99, 0, 0], thickness), 99);
  assert.equal(count(1), 49 - 25);
  assert.equal(count(2), 81 - 25);
  assert.equal(count(3), 81 - 9);
  assert.ok(image.data.every((value) => value === 5), "the input is kept");
});

Deno.test("drawContours() draws nothing where the object leaves the picture", () => {
  const full = { data: new Uint8Array(20).fill(1), width: 5, height: 4 };
  assert.equal(painted(drawContours(grey(5, 4, 5), full, [99, 0, 0]), 99), 0);
});

Deno.test("overlayMask() tints the mask alone and refuses another size", () => {
  const tinted = overlayMask(grey(13, 13, 100), square, [200, 0, 0], 0.5);
  assert.equal(painted(tinted, 150), 49);
  assert.equal(painted(tinted, 100), 169 - 49);
  assert.throws(() => overlayMask(grey(4, 4, 0), square), /4 x 4/);
  assert.throws(() => drawContours(grey(4, 4, 0), square), /13 x 13/);
});

Deno.test("maskImage() shows 1 as 255", () => {
  const { data } = maskImage(square);
  assert.equal(data.filter((value) => value === 255).length, 49);
});

Deno.test("montage() centres shrunk pictures in their cells and writes labels below", () => {
  const options = { columns: 2, gap: 4, cellWidth: 20, cellHeight: 10 };
  const images = [grey(40, 20, 10), grey(10, 40, 20), grey(6, 4, 30)];
  const sheet = montage(images, options);
  assert.deepEqual([sheet.width, sheet.height], [4 + 2 * 24, 4 + 2 * 14]);
  assert.equal(painted(sheet, 10), 20 * 10);
  assert.equal(painted(sheet, 20), 3 * 10);
  assert.equal(painted(sheet, 30), 6 * 4);
  const at = (x: number, y: number) => sheet.data[(y * sheet.width + x) * 3];
  assert.equal(at(4 + 7, 18 + 3), 30, "third picture, second row, centred");

  const labels = ["I", "", "x"];
  const named = montage(images, { ...options, labels });
  assert.equal(named.height, 4 + 2 * (14 + 16));
  // "I" has 3 + 1 + 1 + 1 + 3 dots of 2 x 2 pixels, "X" 2 + 2 + 1 + 2 + 2.
  assert.equal(painted(named, 40), (9 + 9) * 4);
  assert.throws(() => montage([], options), /must have pictures/);
});
