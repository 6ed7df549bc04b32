import {
  type Mask,
  type ProbabilityMap,
  type RandomSource,
  randomSource,
} from "../core/mod.ts";
import { type CascadeOptions, teamStages } from "./cascade.ts";

/** Masks that are easy to get wrong. */
export function awkwardMasks(): Mask[] {
  const sizes = [[1, 1], [2, 2], [33, 1], [1, 33], [64, 3], [3, 65], [40, 31]];
  const patterns: ((x: number, y: number, w: number, h: number) => boolean)[] =
    [
      () => false,
      () => true,
      (x, y) => (x + y) % 2 === 0,
      (x) => x % 2 === 0,
      (_, y) => y % 2 === 0,
      // One pixel in each corner, a frame, and all but its corners.
      (x, y, w, h) => (x === 0 || x === w - 1) && (y === 0 || y === h - 1),
      (x, y, w, h) => x === 0 || y === 0 || x === w - 1 || y === h - 1,
      (x, y, w, h) => (x === 0 || x === w - 1) !== (y === 0 || y === h - 1),
      // Bays that open on each side.
      (x, y, w) => x === 2 || y % 4 === 0 && x < w - 3,
      (x, y) => x === 5 || y % 4 === 0 && x > 2,
      (x, y, _, h) => y === 2 || x % 4 === 0 && y < h - 3,
      (x, y) => y === 5 || x % 4 === 0 && y > 2,
    ];
  return sizes.flatMap(([width, height]) =>
    patterns.map((inside) => {
      const data = Uint8Array.from(
        { length: width! * height! },
        (_, i) =>
          inside(i % width!, Math.floor(i / width!), width!, height!) ? 1 : 0,
      );
      return { data, width: width!, height: height! };
    })
  );
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** A number in single precision, the one before and the one after. */
function around(value: number): number[] {
  return [-1, 0, 1].map((step) => {
    float[0] = value;
    word[0]! += step;
    return float[0]!;
  });
}

/** What a stage compares pixels with. */
const borders = teamStages.flatMap(({ high, lower, drop }) =>
  [high, lower, drop, .9 * high].flatMap(around)
);

/** A factor whose product with .9 is a half in double precision, so that pixels can lie exactly on it. */
const fiveNinths = .5 / .9;

/**
 * A map for the cascade whose pixels lie on, just below and just above its thresholds, in objects at the picture's
 * sides, with areas about those it asks for; and its options, the published ones three times in four.
 */
export function adversarialMap(
  seed: number,
): { map: ProbabilityMap; options?: CascadeOptions } {
  const random = randomSource(seed, "adversary");
  const width = 24 + random.integer(90), height = 24 + random.integer(70);
  const own = seed % 4 === 3;
  const values = own ? around(.5).concat(around(fiveNinths), 0, 1) : borders;
  const data = new Float32Array(width * height);
  const map = { data, width, height };
  if (seed % 5 === 0) fillShare(map, random, values);
  const objects = 1 + random.integer(6);
  for (let k = 0; k < objects; k++) drawObject(map, random, values);
  if (!own) return { map };
  const stage = { high: fiveNinths, lower: .5, drop: .5, ratio: .25 };
  return { map, options: { stages: [stage], minimumArea: 3, closingSide: 3 } };
}

/** Exactly half of the pixels, one more or one less, at the top or the bottom. */
function fillShare(
  { data }: ProbabilityMap,
  random: RandomSource,
  values: readonly number[],
): void {
  const count = Math.floor(data.length / 2) - 1 + random.integer(3);
  const from = random.chance(.5) ? 0 : data.length - count;
  data.fill(Math.max(...values), from, from + count);
}

/** A block or a bay of a wall's width that the closing leaves open, somewhere or at a side, of a few values. */
function drawObject(
  { data, width, height }: ProbabilityMap,
  random: RandomSource,
  values: readonly number[],
): void {
  const draw = () => values[random.integer(values.length)]!;
  const inner = draw(), strong = draw();
  // Areas about 150 and 1,000; shares of strong pixels about 1 / 5 and 2 / 5.
  const columns = [10, 15, 25, 40, 50][random.integer(5)]!;
  const rows = [6, 10, 15, 20, 25][random.integer(5)]!;
  const place = (length: number, all: number) => {
    const last = Math.max(all - length, 0);
    return [0, last, random.integer(last + 1)][random.integer(3)]!;
  };
  const left = place(columns, width), top = place(rows, height);
  const missing = random.integer(3) - 1;
  const strongPixels = columns * rows * (1 + random.integer(2)) / 5 + missing;
  const open = random.chance(.4) ? random.integer(4) : -1;
  let drawn = 0;
  for (let y = top; y < Math.min(top + rows, height); y++) {
    for (let x = left; x < Math.min(left + columns, width); x++) {
      const sides = [
        x - left,
        left + columns - 1 - x,
        y - top,
        top + rows - 1 - y,
      ];
      const hollow = open >= 0 &&
        sides.every((away, side) => side === open || away >= 2);
      if (hollow) continue;
      data[y * width + x] = drawn++ < strongPixels ? strong : inner;
    }
  }
}
