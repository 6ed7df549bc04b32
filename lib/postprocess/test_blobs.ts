import { type ProbabilityMap, randomSource } from "../core/mod.ts";
import type { CascadeOptions } from "./cascade.ts";

// `tools/oracles/postprocess_cascade.py` draws the same maps and numbers.

/** Blobs and rings, some over the sides, on a lattice of weak noise; in steps of 1 / steps, single precision. */
export function blobMap(
  seed: number,
  width: number,
  height: number,
  steps: number,
): ProbabilityMap {
  const random = randomSource(seed, "test blobs");
  const noise = random.integer(12) / 100;
  const values = Float64Array.from({ length: width * height }, (_, i) => {
    const x = i % width, y = Math.floor(i / width);
    return (x * 73 + y * 151 + seed) % 13 / 13 * noise;
  });
  const blobs = 1 + random.integer(5);
  for (let k = 0; k < blobs; k++) {
    const cx = random.integer(width), cy = random.integer(height);
    const a = 4 + random.integer(width >> 1);
    const b = 4 + random.integer(height >> 1);
    const peak = (1 + random.integer(20)) / 20;
    const ring = random.chance(0.5);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const t = (x - cx) * (x - cx) / (a * a) + (y - cy) * (y - cy) / (b * b);
        const value = peak * (ring ? 1 - 4 * Math.abs(t - 0.6) : 1 - t);
        if (value > values[i]!) values[i] = value;
      }
    }
  }
  const data = Float32Array.from(
    values,
    (value) => Math.floor(value * steps + 0.5) / steps,
  );
  return { data, width, height };
}

/** Width and height of the map of a seed. */
export function blobMapSize(seed: number): [number, number] {
  const random = randomSource(seed, "test blob size");
  return [20 + random.integer(120), 20 + random.integer(100)];
}

/** The published numbers for even seeds; for odd ones others, in steps that hit the map's values exactly. */
export function cascadeOptions(seed: number): CascadeOptions {
  if (seed % 2 === 0) return {};
  const random = randomSource(seed, "test cascade");
  const share = () => random.integer(24) / 32;
  return {
    stages: Array.from({ length: 1 + random.integer(4) }, () => ({
      high: share(),
      lower: share(),
      drop: share(),
      ratio: share(),
    })),
    closingSide: 1 + 2 * random.integer(5),
    minimumArea: random.integer(80),
    enough: random.integer(2000),
    emptyAbove: (1 + random.integer(4)) / 4,
  };
}
