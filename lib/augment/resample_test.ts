import assert from "node:assert/strict";
import { affineMap } from "./affine.ts";
import { flipHorizontalMap } from "./flip_horizontal.ts";
import { flipVerticalMap } from "./flip_vertical.ts";
import { composeMaps, type PlaneMap } from "./plane_map.ts";
import { resample } from "./resample.ts";
import { rotate90Map } from "./rotate_90.ts";
import {
  largestDifference,
  oracles,
  oracleSample,
} from "./testdata/oracles.ts";

const { width, height } = oracles;
const draw = (map: PlaneMap, w = width, h = height) =>
  resample(oracleSample, map, w, h);

Deno.test("flipHorizontalMap() does what numpy.fliplr does", () => {
  const { image } = draw(flipHorizontalMap(width));
  assert.deepEqual([...image.data], oracles.fliplr);
});

Deno.test("flipVerticalMap() does what numpy.flipud does", () => {
  const { image } = draw(flipVerticalMap(height));
  assert.deepEqual([...image.data], oracles.flipud);
});

Deno.test("rotate90Map() does what numpy.rot90 does", () => {
  oracles.rot90.forEach((expected, turns) => {
    const [w, h] = turns % 2 ? [height, width] : [width, height];
    const { image } = draw(rotate90Map(width, height, turns), w, h);
    assert.deepEqual([...image.data], expected, `${turns} turns`);
  });
  assert.throws(() => rotate90Map(width, height, 4), RangeError);
});

Deno.test("rotate90Map() gives the picture back after four turns", () => {
  let current = oracleSample;
  for (let turn = 0; turn < 4; turn++) {
    const { width: w, height: h } = current.mask;
    current = resample(current, rotate90Map(w, h, 1), h, w);
  }
  assert.deepEqual(current, oracleSample);
});

Deno.test("resample() mirrors beyond the border as numpy.pad's reflect", () => {
  const { image } = draw([1, 0, -3, 0, 1, -2], width + 6, height + 4);
  assert.deepEqual([...image.data], oracles.padded);
});

Deno.test("affineMap() moves the image as SciPy does with OpenCV's matrix", () => {
  for (const { parameters, image, mask } of oracles.affine) {
    const drawn = draw(affineMap(width, height, parameters));
    // Half a level of rounding, and the oracle's three digits.
    assert.ok(
      largestDifference(drawn.image.data, image) <= 0.501,
      JSON.stringify(parameters),
    );
    assert.deepEqual([...drawn.mask.data], mask, JSON.stringify(parameters));
  }
});

Deno.test("composeMaps() is one change after the other", () => {
  const turn = rotate90Map(width, height, 1);
  const turned = draw(turn, height, width);
  const flip = flipHorizontalMap(height);
  assert.deepEqual(
    draw(composeMaps(turn, flip), height, width),
    resample(turned, flip, height, width),
  );
});
