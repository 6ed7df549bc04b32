import assert from "node:assert/strict";
import { type Mask, randomSource } from "../core/mod.ts";
import { augmentCrop } from "./augment_crop.ts";
import { cropSample, drawCropWindow } from "./crop_sample.ts";
import { oracleSample } from "./testdata/oracles.ts";

/** A label of 40 x 30 with foreground at the given pixels. */
function maskWith(...pixels: (readonly [x: number, y: number])[]): Mask {
  const data = new Uint8Array(40 * 30);
  for (const [x, y] of pixels) data[y * 40 + x] = 1;
  return { data, width: 40, height: 30 };
}

const holds = (mask: Mask, window: { x: number; y: number; side: number }) =>
  mask.data.some((value, i) => {
    const [x, y] = [i % mask.width - window.x, Math.floor(i / 40) - window.y];
    return value === 1 && x >= 0 && y >= 0 && x < window.side &&
      y < window.side;
  });

Deno.test("drawCropWindow() always holds foreground where it must", () => {
  const corners = maskWith([0, 0], [39, 29], [20, 15]);
  for (let draw = 0; draw < 500; draw++) {
    const window = drawCropWindow(corners, 8, 1, randomSource(1, draw));
    assert.ok(holds(corners, window), JSON.stringify(window));
    assert.ok(window.x >= 0 && window.x <= 32 && window.y <= 22);
  }
});

Deno.test("drawCropWindow() takes every window alike where it need not", () => {
  const empty = maskWith();
  const counts = new Array<number>(33).fill(0);
  const draws = 6600;
  for (let draw = 0; draw < draws; draw++) {
    counts[drawCropWindow(empty, 8, 1, randomSource(2, draw)).x]!++;
  }
  // 200 expected in each of 33 cells, standard deviation 14; chi-squared above 62.5 has probability 0.001.
  const chi = counts.reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0);
  assert.ok(chi < 62.5, `chi-squared ${chi}`);
});

Deno.test("drawCropWindow() demands foreground with its probability", () => {
  // One pixel in a corner: a window that need not hold it does so in 1 of 33 * 23 draws.
  const corner = maskWith([0, 0]);
  let count = 0;
  for (let draw = 0; draw < 2000; draw++) {
    const window = drawCropWindow(corner, 8, 0.7, randomSource(3, draw));
    if (holds(corner, window)) count++;
  }
  assert.ok(Math.abs(count / 2000 - 0.7) < 0.042, `${count} of 2000`);
});

Deno.test("cropSample() mirrors an image smaller than the crop around its middle", () => {
  const { image, mask, window } = cropSample(
    oracleSample,
    18,
    0,
    randomSource(1),
  );
  assert.deepEqual(window, { x: -2, y: -3, side: 18 });
  const source = oracleSample.mask;
  // Column 2 of the crop is column 0 of the image, so column 1 is column 1 mirrored.
  for (let y = 0; y < 11; y++) {
    const row = (y + 3) * 18;
    assert.equal(mask.data[row + 2], source.data[y * 14]);
    assert.equal(mask.data[row + 1], source.data[y * 14 + 1]);
    assert.equal(mask.data[row + 16], source.data[y * 14 + 12]);
  }
  assert.equal(image.data.length, 18 * 18 * 3);
});

Deno.test("augmentCrop() keeps required foreground through strong shifts", () => {
  const image = {
    data: new Uint8Array(40 * 30),
    width: 40,
    height: 30,
    channels: 1,
  } as const;
  const mask = maskWith([1, 28]);
  const steps = [{
    name: "affine",
    probability: 1,
    rotate: 90,
    scale: 0.5,
    shift: 0.5,
    shear: 20,
  }, { name: "rotate_90", probability: 0.5 }] as const;
  for (let draw = 0; draw < 300; draw++) {
    const crop = augmentCrop(
      { image, mask },
      { cropSide: 8, foregroundProbability: 1, steps },
      randomSource(4, draw),
    );
    assert.ok(crop.mask.data.includes(1), `draw ${draw}`);
  }
});
