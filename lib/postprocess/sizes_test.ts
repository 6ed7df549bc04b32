import assert from "node:assert/strict";
import { InputError, type Mask } from "../core/mod.ts";
import {
  cascade,
  closing,
  connectedComponents,
  cutTouching,
  dilate,
  discElement,
  erode,
  fillEdge,
  fillHoles,
  hysteresis,
  keepLargest,
  opening,
  removeEdgeRows,
  removeSmall,
  splitTouching,
  squaredDistances,
  squareElement,
  triplet,
} from "./mod.ts";
import { randomMask } from "./test_masks.ts";

const sizes = [[1, 1], [70, 1], [1, 70], [31, 3], [32, 3], [33, 3], [64, 2]];

function filled(width: number, height: number, value: number): Mask {
  return { data: new Uint8Array(width * height).fill(value), width, height };
}

const toMap = (mask: Mask) => ({ ...mask, data: Float32Array.from(mask.data) });

Deno.test("post-processing leaves empty and full masks of any size as they are", () => {
  for (const [width, height] of sizes as [number, number][]) {
    for (const value of [0, 1]) {
      const mask = filled(width, height, value);
      const map = toMap(mask);
      // Larger than the picture, so that every pixel looks beyond every side.
      for (const element of [squareElement(99), discElement(80)]) {
        for (const change of [dilate, erode, closing, opening]) {
          assert.deepEqual(change(mask, element), mask, change.name);
        }
      }
      for (
        const result of [
          fillHoles(mask),
          fillEdge(mask, { sides: "every" }),
          keepLargest(mask),
          removeSmall(mask, 1),
          cutTouching(mask),
          hysteresis(map, { low: 0.2, high: 0.6 }),
          triplet(map, { top: 0.6, area: 1, bottom: 0.2 }),
          cascade(map, { emptyAbove: 1, minimumArea: 0 }),
        ]
      ) assert.deepEqual(result, mask, `${width}x${height} of ${value}`);
      assert.equal(splitTouching(mask).count, value);
      const distance = value ? 2 ** 31 - 1 : 0;
      assert(squaredDistances(mask).every((v) => v === distance));
    }
  }
});

Deno.test("a mask's values above 1 and its place in a larger buffer make no difference", () => {
  for (let seed = 0; seed < 60; seed++) {
    const mask = randomMask(seed);
    const buffer = new Uint8Array(mask.data.length + 3);
    const moved = { ...mask, data: buffer.subarray(3) };
    const grey = [1, 2, 128, 255];
    mask.data.forEach((v, i) => moved.data[i] = v * grey[i % 4]!);
    assert.deepEqual(fillHoles(moved), fillHoles(mask));
    assert.deepEqual(removeSmall(moved, 5), removeSmall(mask, 5));
    assert.deepEqual(splitTouching(moved), splitTouching(mask));
    assert.deepEqual(removeEdgeRows(moved), removeEdgeRows(mask));
    assert.deepEqual(
      dilate(moved, squareElement(2)),
      dilate(mask, squareElement(2)),
    );
  }
});

/** A line that winds from the outside to the middle, one pixel wide: what recursion would drown in. */
function spiral(side: number): Mask {
  const mask = filled(side, side, 0);
  const steps = [[1, 0], [0, 1], [-1, 0], [0, -1]] as const;
  let x = 0, y = 0;
  mask.data[0] = 1;
  // Arms of side - 1, side - 1, side - 1, side - 3, side - 3, side - 5 ... pixels.
  for (let arm = 0, length = side - 1; length > 0; arm++) {
    const [dx, dy] = steps[arm % 4]!;
    for (let k = 0; k < length; k++) {
      x += dx;
      y += dy;
      mask.data[y * side + x] = 1;
    }
    if (arm >= 2 && arm % 2 === 0) length -= 2;
  }
  return mask;
}

Deno.test("post-processing follows long windings without recursion", () => {
  const mask = spiral(601);
  const { components } = connectedComponents(mask, 4);
  assert.equal(components.length, 1);
  const area = mask.data.reduce((sum, v) => sum + v, 0);
  assert.equal(components[0]!.area, area);
  assert(area > 170_000);
  // The channel between the windings leads out on the left, which the wall closes.
  assert.deepEqual(fillHoles(mask), mask);
  assert.deepEqual(fillEdge(mask), filled(601, 601, 1));
  const map = toMap(mask);
  map.data.fill(0.4, 1);
  mask.data.forEach((v, i) => map.data[i] = v ? i === 0 ? 1 : 0.4 : 0);
  assert.deepEqual(hysteresis(map, { low: 0.3, high: 0.9 }), mask);
});

Deno.test("closing holds the mask and opening is held by it, whatever the element", () => {
  for (let seed = 0; seed < 100; seed++) {
    const mask = randomMask(seed);
    const data = Uint8Array.of(1, 0, 1, 0, 0, 1, 1, 0);
    const element = {
      data,
      width: 4,
      height: 2,
      originX: seed % 6 - 1,
      originY: seed % 4 - 1,
    };
    const closed = closing(mask, element), opened = opening(mask, element);
    assert(mask.data.every((v, i) => v <= closed.data[i]!), `seed ${seed}`);
    assert(mask.data.every((v, i) => v >= opened.data[i]!), `seed ${seed}`);
    assert.deepEqual(closing(closed, element), closed);
  }
});

Deno.test("post-processing refuses elements and options that make no sense", () => {
  const mask = filled(3, 3, 1);
  const refused = (run: () => unknown) => assert.throws(run, InputError);
  refused(() => squareElement(0));
  refused(() => discElement(1.5));
  refused(() => dilate(mask, { data: new Uint8Array(4), width: 2, height: 2 }));
  refused(() => dilate(mask, { ...squareElement(3), width: 2 }));
  refused(() => erode(mask, { ...squareElement(3), originX: 0.5 }));
  refused(() => keepLargest(mask, 0));
  refused(() => splitTouching(mask, { minimumDistance: 0 }));
  refused(() => removeEdgeRows(mask, { top: -1 }));
  refused(() => hysteresis(toMap(mask), { low: 0.6, high: 0.3 }));
  refused(() => triplet(toMap(mask), { top: 0.5, area: -1, bottom: 0.3 }));
  refused(() => connectedComponents(mask, 8, { ...toMap(mask), width: 4 }));
});
