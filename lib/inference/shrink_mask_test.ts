import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { shrinkMask } from "./shrink_mask.ts";

/** The share of foreground under a new pixel, summed cell by cell. */
function share(
  mask: { data: Uint8Array; width: number; height: number },
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  const overlap = (i: number, j: number, from: number, to: number) =>
    Math.max(
      0,
      Math.min(j + 1, (i + 1) * from / to) - Math.max(j, i * from / to),
    );
  let sum = 0;
  for (let v = 0; v < mask.height; v++) {
    for (let u = 0; u < mask.width; u++) {
      sum += mask.data[v * mask.width + u]! *
        overlap(x, u, mask.width, width) * overlap(y, v, mask.height, height);
    }
  }
  return sum * (width / mask.width) * (height / mask.height);
}

Deno.test("shrinkMask() takes the pixels of which half is foreground", () => {
  const random = randomSource(1, "shrink");
  for (
    const [w, h, width, height] of [[17, 9, 5, 4], [12, 8, 6, 4], [
      7,
      7,
      7,
      3,
    ]] as const
  ) {
    const data = Uint8Array.from({ length: w * h }, () => random.integer(2));
    const mask = { data, width: w, height: h };
    const small = shrinkMask(mask, width, height);
    small.data.forEach((value, i) => {
      const exact = share(
        mask,
        width,
        height,
        i % width,
        Math.floor(i / width),
      );
      assert.equal(value, exact >= 0.5 - 1e-9 ? 1 : 0, `${exact}`);
    });
  }
});

Deno.test("shrinkMask() keeps the area of a large disc", () => {
  const side = 200;
  const data = Uint8Array.from(
    { length: side * side },
    (_, i) =>
      Math.hypot(i % side - 100, Math.floor(i / side) - 100) < 60 ? 1 : 0,
  );
  const small = shrinkMask({ data, width: side, height: side }, 57, 57);
  const area = (d: Uint8Array) => d.reduce((sum, v) => sum + v, 0);
  const ratio = area(small.data) / 57 ** 2 / (area(data) / side ** 2);
  assert.ok(Math.abs(ratio - 1) < 0.02, `${ratio}`);
});
