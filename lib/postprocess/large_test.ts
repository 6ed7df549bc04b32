import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type Mask } from "../core/mod.ts";
import {
  cascade,
  closing,
  componentTable,
  cutTouching,
  discElement,
  erode,
  fillEdge,
  fillHoles,
  findContours,
  hysteresis,
  removeSmall,
  squaredDistances,
  squareElement,
} from "./mod.ts";

// A pattern repeated: what a function makes of it is what it makes of one tile, repeated, where no tile's answer
// reaches into the next. One tile is held to the peers in the other tests.

const tile = 64;

/** A ring with a gap, a disc with a hole and a speck, nothing of them near the tile's sides. */
function onePattern(): Mask {
  const data = new Uint8Array(tile * tile);
  for (let i = 0; i < data.length; i++) {
    const x = i % tile, y = Math.floor(i / tile);
    const ring = Math.hypot(x - 24, y - 26);
    const inRing = ring > 6 && ring < 13 && !(x > 24 && Math.abs(y - 26) < 2);
    const disc = Math.hypot(x - 47, y - 44);
    const inDisc = disc > 1.5 && disc < 6;
    data[i] = inRing || inDisc || (x === 12 && y === 48) ? 1 : 0;
  }
  return { data, width: tile, height: tile };
}

type Values = Uint8Array | Int32Array | Float32Array;

/** A tile's row, repeated along the whole row. */
function repeatRow<T extends Values>(one: T, y: number, side: number): T {
  const row = one.slice(y * tile, (y + 1) * tile);
  const Kind = one.constructor as new (length: number) => T;
  const whole = new Kind(side);
  for (let x = 0; x < side; x += tile) whole.set(row, x);
  return whole;
}

function repeat<T extends Values>(one: T, side: number): T {
  const Kind = one.constructor as new (length: number) => T;
  const all = new Kind(side * side);
  const rows = Array.from({ length: tile }, (_, y) => repeatRow(one, y, side));
  for (let y = 0; y < side; y++) all.set(rows[y % tile]!, y * side);
  return all;
}

const bytes = ({ buffer, byteOffset, byteLength }: Values) =>
  Buffer.from(buffer, byteOffset, byteLength);

function assertRepeated<T extends Values>(
  all: T,
  one: T,
  side: number,
  what: string,
): void {
  assert.equal(all.length, side * side, what);
  const rows = Array.from({ length: tile }, (_, y) => repeatRow(one, y, side));
  for (let y = 0; y < side; y++) {
    const row = all.subarray(y * side, (y + 1) * side);
    assert(bytes(row).equals(bytes(rows[y % tile]!)), `${what}, row ${y}`);
  }
}

const pattern = onePattern();
const area = (data: Uint8Array) => data.reduce((sum, v) => sum + v, 0);

Deno.test("post-processing of 8192x8192 pixels is that of each of its 16,384 tiles", () => {
  const side = 8192, tiles = (side / tile) ** 2;
  const mask = { data: repeat(pattern.data, side), width: side, height: side };
  const changes: [string, (mask: Mask) => Mask][] = [
    ["fillHoles", fillHoles],
    ["removeSmall", (mask) => removeSmall(mask, 2)],
    ["closing", (mask) => closing(mask, squareElement(9))],
    ["erode", (mask) => erode(mask, discElement(3))],
    ["fillEdge", (mask) => fillEdge(mask, { sides: "every" })],
  ];
  for (const [name, change] of changes) {
    const one = change(pattern);
    assert.notDeepEqual(one.data, pattern.data, name);
    assertRepeated(change(mask).data, one.data, side, name);
  }
  const { count, area: areas, right } = componentTable(mask, 4);
  assert.equal(count, 3 * tiles);
  assert.deepEqual(
    [...new Set(areas)].sort(),
    [...componentTable(pattern, 4).area].sort(),
  );
  assert.equal(Math.max(...right.subarray(-300)), side - tile + 53);
});

Deno.test("maps of 8192x8192 pixels are treated as each of their tiles", () => {
  const side = 8192;
  const one = {
    ...pattern,
    data: Float32Array.from(
      pattern.data,
      (v, i) => v * (i % tile < 40 ? .4 : .9),
    ),
  };
  const map = {
    ...one,
    data: repeat(one.data, side),
    width: side,
    height: side,
  };
  const levels = { low: .3, high: .6 };
  const kept = hysteresis(one, levels).data;
  assert(area(kept) > 0 && area(kept) < area(pattern.data));
  assertRepeated(hysteresis(map, levels).data, kept, side, "hysteresis");
  const stage = { high: .3, lower: .25, drop: .1, ratio: .4 };
  const options = { stages: [stage], minimumArea: 50 };
  const cascaded = cascade(one, options).data;
  assert(area(cascaded) > area(kept));
  assertRepeated(cascade(map, options).data, cascaded, side, "cascade");
});

Deno.test("distances, cuts and contours of 2048x2048 pixels are those of each of its tiles", () => {
  const side = 2048, tiles = (side / tile) ** 2;
  const mask = { data: repeat(pattern.data, side), width: side, height: side };
  const distances = squaredDistances(pattern);
  assertRepeated(squaredDistances(mask), distances, side, "distances");
  const split = { minimumDistance: 4 };
  const cut = cutTouching(pattern, split).data;
  assert(area(cut) < area(pattern.data));
  assertRepeated(cutTouching(mask, split).data, cut, side, "cutTouching");
  assert.equal(findContours(mask).length, tiles * findContours(pattern).length);
});

Deno.test("post-processing takes rows and columns of 8192 pixels", () => {
  const line = Uint8Array.from({ length: 8192 }, (_, i) => i % 50 < 20 ? 1 : 0);
  for (const [width, height] of [[8192, 1], [1, 8192]] as const) {
    const mask = { data: line, width, height };
    assert.equal(componentTable(mask).count, 164);
    assert.deepEqual(fillHoles(mask), mask);
    // The last gap is open at its end.
    assert.equal(area(closing(mask, squareElement(31)).data), 8170);
    assert.equal(area(erode(mask, squareElement(3)).data), 163 * 18 + 19);
    assert.equal(Math.max(...squaredDistances(mask)), 400);
    assert.equal(findContours(mask).length, 164);
    assert.deepEqual(cutTouching(mask), mask);
  }
});
