import assert from "node:assert/strict";
import { type Mask, randomSource } from "../core/mod.ts";
import { componentAreas } from "./component_areas.ts";
import { findContours } from "./find_contours.ts";
import { rasterizePolygon } from "./rasterize_polygon.ts";

function randomMask(seed: number, share: number): Mask {
  const source = randomSource(seed, "mask");
  const [width, height] = [1 + source.integer(24), 1 + source.integer(24)];
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = source.chance(share) ? 1 : 0;
  return { data, width, height };
}

/** Discs that overlap, some with gaps between them: no spurs, where Pillow's rule widens corners. */
function discs(seed: number): Mask {
  const source = randomSource(seed, "discs");
  const [width, height] = [60, 50];
  const data = new Uint8Array(width * height);
  for (let k = 1 + source.integer(6); k > 0; k--) {
    const [x, y] = [source.uniform(0, width), source.uniform(0, height)];
    const radius = source.uniform(1.5, 12);
    data.forEach((_, i) => {
      const distance = Math.hypot(i % width - x, Math.floor(i / width) - y);
      if (distance <= radius) data[i] = 1;
    });
  }
  return { data, width, height };
}

/** Background that the outside reaches by sides only. Flood fill: another way than border following. */
function outside({ data, width, height }: Mask): Set<number> {
  const at = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height ? data[y * width + x] : 0;
  const seen = new Set<number>();
  const stack: [number, number][] = [[-1, -1]];
  const key = (x: number, y: number) => (y + 1) * (width + 2) + x + 1;
  while (stack.length > 0) {
    const [x, y] = stack.pop()!;
    if (x < -1 || y < -1 || x > width || y > height) continue;
    if (at(x, y) === 1 || seen.has(key(x, y))) continue;
    seen.add(key(x, y));
    stack.push([x + 1, y], [x - 1, y], [x, y + 1], [x, y - 1]);
  }
  const pixels = new Set<number>();
  for (let i = 0; i < data.length; i++) {
    if (seen.has(key(i % width, Math.floor(i / width)))) pixels.add(i);
  }
  return pixels;
}

Deno.test("findContours() gives outer borders that fill back to the mask without holes", () => {
  for (let seed = 0; seed < 200; seed++) {
    const mask = discs(seed);
    const { width, height } = mask;
    const filled = { data: new Uint8Array(width * height), width, height };
    for (const { points, hole } of findContours(mask)) {
      if (hole) continue;
      const line = points.length === 1 ? [points[0]!, points[0]!] : points;
      rasterizePolygon(line, width, height, filled);
    }
    const free = outside(mask);
    filled.data.forEach((bit, i) =>
      assert.equal(bit, free.has(i) ? 0 : 1, `seed ${seed}, pixel ${i}`)
    );
  }
});

Deno.test("findContours() finds one outer border an object and one border a hole", () => {
  for (let seed = 0; seed < 400; seed++) {
    const mask = randomMask(seed, 0.6);
    const contours = findContours(mask);
    // Holes are 4-connected: joining by sides only is the same as 8-connected objects seen from the other side.
    const outer = contours.filter(({ hole }) => !hole).length;
    // An object of 8-connected pixels may lie in another's hole: count them all.
    assert.equal(outer, componentAreas(mask).areas.length, `seed ${seed}`);
    assert.equal(contours.length - outer, countHoles(mask), `seed ${seed}`);
  }
});

/** 4-connected groups of background that do not reach the outside. */
function countHoles(mask: Mask): number {
  const { data, width } = mask;
  const rest = new Set(data.keys());
  for (const i of outside(mask)) rest.delete(i);
  data.forEach((bit, i) => bit && rest.delete(i));
  let count = 0;
  for (const first of [...rest]) {
    if (!rest.has(first)) continue;
    count++;
    const stack = [first];
    while (stack.length > 0) {
      const i = stack.pop()!;
      if (!rest.delete(i)) continue;
      if (i % width > 0) stack.push(i - 1);
      if (i % width < width - 1) stack.push(i + 1);
      stack.push(i - width, i + width);
    }
  }
  return count;
}
