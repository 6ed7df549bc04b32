import assert from "node:assert/strict";
import { type Mask, randomSource } from "../core/mod.ts";
import { componentAreas } from "./component_areas.ts";

/** Flood fill from each pixel in turn: slow and plain. */
function flood({ data, width, height }: Mask) {
  const rest = data.slice();
  const areas: number[] = [];
  const atBorder: boolean[] = [];
  for (let first = 0; first < rest.length; first++) {
    if (rest[first] === 0) continue;
    rest[first] = 0;
    const stack = [first];
    let [area, border] = [0, false];
    while (stack.length > 0) {
      const i = stack.pop()!;
      const [x, y] = [i % width, Math.floor(i / width)];
      area++;
      border ||= x === 0 || y === 0 || x === width - 1 || y === height - 1;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          if (rest[v * width + u] === 0) continue;
          rest[v * width + u] = 0;
          stack.push(v * width + u);
        }
      }
    }
    areas.push(area);
    atBorder.push(border);
  }
  return { areas, atBorder };
}

Deno.test("componentAreas() equals flood fill on random masks", () => {
  for (let seed = 0; seed < 500; seed++) {
    const random = randomSource(seed, "components");
    const [width, height] = [1 + random.integer(30), 1 + random.integer(30)];
    const share = random.uniform(0.05, 0.8);
    const data = new Uint8Array(width * height)
      .map(() => random.chance(share) ? 1 : 0);
    const mask = { data, width, height };
    assert.deepEqual(componentAreas(mask), flood(mask), `seed ${seed}`);
  }
});
