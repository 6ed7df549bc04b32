import { type Mask, type ProbabilityMap, randomSource } from "../core/mod.ts";
import { fillHoles, thresholdMap } from "../postprocess/mod.ts";
import { randomMask } from "../postprocess/test_masks.ts";

/** Blocky random probabilities, often of few levels, so that objects lie in holes of objects. */
export function randomMap(
  seed: number,
  width: number,
  height: number,
): ProbabilityMap {
  const random = randomSource(seed, "test map");
  const levels = [2, 3, 5, 10, 65535][random.integer(5)]!;
  const block = 1 + random.integer(3);
  const columns = Math.ceil(width / block);
  const cells = Array.from(
    { length: columns * Math.ceil(height / block) },
    () => random.integer(levels + 1) / levels,
  );
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const x = Math.floor(i % width / block);
    return cells[Math.floor(Math.floor(i / width) / block) * columns + x]!;
  });
  if (seed % 2 === 0) return { data, width, height };
  // Every second map: boxes in boxes.
  data.fill(.05);
  for (let box = 0; box < 25; box++) {
    const level = Math.fround(random.next());
    const left = random.integer(width), top = random.integer(height);
    const right = left + random.integer(12), bottom = top + random.integer(12);
    for (let y = top; y <= Math.min(bottom, height - 1); y++) {
      for (let x = left; x <= Math.min(right, width - 1); x++) {
        const edge = x === left || x === right || y === top || y === bottom;
        data[y * width + x] = edge ? level : .05;
      }
    }
  }
  return { data, width, height };
}

/** A map with a truth that has something to find in it, and now and then nothing. */
export function randomItem(
  seed: number,
): { id: string; map: ProbabilityMap; truth: Mask } {
  const shape = randomMask(seed, 48);
  const map = randomMap(seed, shape.width, shape.height);
  const truth = seed % 7 === 0
    ? { ...shape, data: new Uint8Array(shape.data.length) }
    : seed % 2 === 0
    ? fillHoles(thresholdMap(map, .4))
    : shape;
  return { id: `${seed}`, map, truth };
}
