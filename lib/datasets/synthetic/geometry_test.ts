import assert from "node:assert/strict";
import { DistanceField } from "./distance_field.ts";
import {
  clipToBox,
  type Point,
  polygonArea,
  polygonBox,
  signedDistance,
} from "./geometry.ts";

const square: Point[] = [[10, 20], [30, 20], [30, 40], [10, 40]];

Deno.test("polygonArea() and polygonBox() measure a square either way round", () => {
  assert.equal(polygonArea(square), 400);
  assert.equal(polygonArea(square.toReversed()), 400);
  assert.deepEqual(polygonBox(square), {
    left: 10,
    top: 20,
    right: 30,
    bottom: 40,
  });
});

Deno.test("signedDistance() is negative inside and Euclidean outside", () => {
  assert.equal(signedDistance(square, 20, 23), -3);
  assert.equal(signedDistance(square, 20, 15), 5);
  assert.equal(signedDistance(square, 33, 44), 5);
  const notch: Point[] = [[0, 0], [10, 0], [5, 5], [10, 10], [0, 10]];
  assert.ok(signedDistance(notch, 9, 5) > 0);
  assert.ok(signedDistance(notch, 3, 5) < 0);
});

Deno.test("clipToBox() keeps the part inside", () => {
  const clipped = clipToBox(square, {
    left: 15,
    top: 0,
    right: 100,
    bottom: 30,
  });
  assert.equal(polygonArea(clipped), 15 * 10);
  assert.deepEqual(polygonBox(clipped), {
    left: 15,
    top: 20,
    right: 30,
    bottom: 30,
  });
  assert.ok(
    clipToBox(square, { left: 50, top: 0, right: 100, bottom: 30 }).length < 3,
  );
});

Deno.test("DistanceField follows the exact distance", () => {
  const octagon = Array.from({ length: 8 }, (_, i): Point => {
    return [300 + 100 * Math.cos(i), 200 + 100 * Math.sin(i)];
  }).sort((a, b) =>
    Math.atan2(a[1] - 200, a[0] - 300) - Math.atan2(b[1] - 200, b[0] - 300)
  );
  const field = new DistanceField([octagon], 800, 400);
  for (
    const [x, y] of [[300, 200], [250, 180], [420, 260], [333, 77]] as const
  ) {
    const error = Math.abs(field.at(x, y) - signedDistance(octagon, x, y));
    // A distance changes by no more than the way: half a cell's diagonal at worst.
    assert.ok(error < 4 * Math.SQRT2, `${error} at ${x}, ${y}`);
  }
  assert.equal(field.at(790, 10), 240);
  assert.ok(Number.isFinite(field.at(-500, 9999)));
});
