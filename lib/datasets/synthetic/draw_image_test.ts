import assert from "node:assert/strict";
import { drawImage } from "./draw_image.ts";
import { type Point, polygonBox, signedDistance } from "./geometry.ts";
import { makePlanes } from "./planes.ts";
import { develop, planSlide } from "./stain.ts";

const [width, height] = [429, 236];

Deno.test("drawImage() draws the same bits twice, other bits for another index", () => {
  const [a, b] = [
    drawImage(9, "train", 4, width, height),
    drawImage(9, "train", 4, width, height),
  ];
  assert.deepEqual(a.image.data, b.image.data);
  assert.deepEqual(a.outlines, b.outlines);
  assert.notDeepEqual(
    a.image.data,
    drawImage(9, "train", 5, width, height).image.data,
  );
});

/** Mean grey level of the pixels whose distance to the outline lies between the bounds. */
function greyBetween(
  { data }: { readonly data: Uint8Array },
  outlines: readonly (readonly Point[])[],
  low: number,
  high: number,
): number {
  const framed = outlines.map((outline) => ({
    outline,
    box: polygonBox(outline),
  }));
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const near = framed.filter(({ box }) => {
        return x > box.left - 9 && x < box.right + 9 && y > box.top - 9 &&
          y < box.bottom + 9;
      });
      const distance = Math.min(
        ...near.map(({ outline }) => signedDistance(outline, x, y)),
      );
      if (distance < low || distance > high) continue;
      const at = (y * width + x) * 3;
      sum += (data[at]! + data[at + 1]! + data[at + 2]!) / 3;
      count++;
    }
  }
  return sum / count;
}

Deno.test("drawImage() draws dark clusters that end at their outline, in clear lumen", () => {
  for (let index = 0; index < 4; index++) {
    const { image, outlines } = drawImage(2, "train", index, width, height);
    const inside = greyBetween(image, outlines, -1e9, -1.5);
    const lumen = greyBetween(image, outlines, 0.5, 2.5);
    assert.ok(inside < 160, `inside ${inside}`);
    assert.ok(lumen > 200, `lumen ${lumen}`);
  }
});

Deno.test("drawImage() shows the same field of view at any size", () => {
  const small = drawImage(2, "train", 0, 215, 118);
  const large = drawImage(2, "train", 0, 430, 236);
  assert.equal(small.outlines.length, large.outlines.length);
  const [a, b] = [
    polygonBox(small.outlines[0]!),
    polygonBox(large.outlines[0]!),
  ];
  assert.ok(
    Math.abs(2 * a.left - b.left) < 1 && Math.abs(2 * a.bottom - b.bottom) < 1,
  );
});

Deno.test("develop() turns dyes into their colours", () => {
  const slide = {
    ...planSlide(1, "train", 0),
    noise: 0,
    tilt: [0, 0] as const,
  };
  const planes = makePlanes(3, 1, 1);
  planes.hematoxylin[1] = 1.5;
  planes.eosin[2] = 0.8;
  const pixels = develop(planes, slide, [0, 0]);
  const [clear, nucleus, fibre] = [0, 1, 2].map((
    i,
  ) => [...pixels.subarray(3 * i, 3 * i + 3)]);
  clear!.forEach((value, c) =>
    assert.ok(Math.abs(value - slide.white[c]!) <= 1)
  );
  // Beer-Lambert, worked out here.
  nucleus!.forEach((value, c) => {
    const expected = slide.white[c]! * Math.exp(-1.5 * slide.hematoxylin[c]!);
    assert.ok(Math.abs(value - expected) <= 1);
  });
  assert.ok(
    nucleus![2]! > nucleus![1]! && fibre![0]! > fibre![2]! &&
      fibre![2]! > fibre![1]!,
  );
});
