import {
  type Mask,
  type ProbabilityMap,
  type RandomSource,
  randomSource,
} from "../../../lib/core/mod.ts";

/** Size of the maps: a slide of STAS. */
export const MAP_SIZE = { width: 1716, height: 942 } as const;

/**
 * What maps look like. `blobs` and `noisy`: few or many soft objects over smooth noise. `dense`: noise as fine as the
 * pixels, more than ten thousand specks and holes. `labels`: as certain as a trained network is about what people outline,
 * almost all 0 or 1.
 */
export type MapKind = "blobs" | "noisy" | "dense" | "labels";

/** All kinds, in the order of the table's columns. */
export const MAP_KINDS: readonly MapKind[] = [
  "blobs",
  "noisy",
  "dense",
  "labels",
];

/** Threshold that makes a mask of a map. */
export const MASK_THRESHOLD: Readonly<Record<MapKind, number>> = {
  blobs: 0.5,
  noisy: 0.3,
  dense: 0.4,
  labels: 0.5,
};

/** A map and the label that it is held against. */
export interface DrawnMap {
  readonly map: ProbabilityMap;
  readonly truth: Mask;
}

/**
 * Draws a map; equal arguments give equal maps.
 *
 * @param kind What it looks like.
 * @param index Which of its kind.
 * @param size Columns and rows.
 *
 * @example
 * ```ts
 * import { drawMap } from "./draw_maps.ts";
 *
 * const { map } = drawMap("noisy", 0, { width: 40, height: 30 });
 * if (map.data.some((p) => !(p >= 0 && p <= 1))) throw new Error();
 * ```
 */
export function drawMap(
  kind: MapKind,
  index: number,
  size: { readonly width: number; readonly height: number } = MAP_SIZE,
): DrawnMap {
  const random = randomSource(index, "bench map", kind);
  const { width, height } = size;
  const soft = new Float32Array(width * height);
  const truth = { data: new Uint8Array(soft.length), width, height };
  if (kind === "labels") {
    const count = 1 + random.integer(5);
    for (let i = 0; i < count; i++) drawOutlined(truth, random);
    soft.set(truth.data);
    blur(soft, size, 3);
    return { map: { data: soft, width, height }, truth };
  }
  const blobs = kind === "blobs" ? 12 : kind === "noisy" ? 60 : 40;
  for (let i = 0; i < blobs; i++) drawBlob(soft, truth, random);
  const noise = smoothNoise(size, random, kind === "dense" ? 1.2 : 6);
  const strength = kind === "dense" ? 0.25 : 0.12;
  for (let i = 0; i < soft.length; i++) {
    const value = 0.85 * soft[i]! + strength * noise[i]! + 0.08;
    soft[i] = Math.min(Math.max(value, 0), 1);
  }
  return { map: { data: soft, width, height }, truth };
}

/** A bell over an ellipse; its inner part is foreground in the truth. */
function drawBlob(soft: Float32Array, truth: Mask, random: RandomSource) {
  const { data, width, height } = truth;
  const y = random.uniform(0, height), x = random.uniform(0, width);
  const a = random.uniform(15, 120), b = random.uniform(15, 120);
  const peak = random.uniform(0.5, 1);
  for (let row = 0; row < height; row++) {
    const dy = ((row - y) / a) ** 2;
    for (let column = 0; column < width; column++) {
      const distance = dy + ((column - x) / b) ** 2;
      if (distance > 30) continue;
      const i = row * width + column;
      const value = peak * Math.exp(-0.5 * distance * distance);
      if (value > soft[i]!) soft[i] = value;
      if (distance < 1) data[i] = 1;
    }
  }
}

/** An object as people outline it: a circle whose radius wavers, with a hole now and then. */
function drawOutlined({ data, width, height }: Mask, random: RandomSource) {
  const y = random.uniform(0, height), x = random.uniform(0, width);
  const radius = random.uniform(0.02, 0.15) * height;
  const waves = Array.from({ length: 6 }, (_, k) => ({
    turns: k + 2,
    height: random.uniform(0, 0.3) / (k + 1),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  const hole = random.chance(0.3) ? random.uniform(0.1, 0.4) * radius : 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const distance = Math.hypot(row - y, column - x);
      if (distance > 2 * radius || distance < hole) continue;
      const angle = Math.atan2(row - y, column - x);
      const wavering = waves.reduce(
        (sum, wave) =>
          sum + wave.height * Math.sin(wave.turns * angle + wave.phase),
        1,
      );
      if (distance < radius * wavering) data[row * width + column] = 1;
    }
  }
}

/** Noise of mean 0 and variance 1. */
function smoothNoise(
  size: { readonly width: number; readonly height: number },
  random: RandomSource,
  sigma: number,
): Float32Array {
  const noise = Float32Array.from(
    { length: size.width * size.height },
    () => random.normal(),
  );
  blur(noise, size, sigma);
  const squares = noise.reduce((sum, value) => sum + value * value, 0);
  const deviation = Math.sqrt(squares / noise.length);
  return noise.map((value) => value / deviation);
}

/** Gaussian blur in place, the picture mirrored at its sides. */
function blur(
  values: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  sigma: number,
): void {
  const reach = Math.ceil(3 * sigma);
  const weights = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight);
  const along = (
    lines: number,
    length: number,
    across: number,
    step: number,
  ) => {
    const line = new Float64Array(length + 2 * reach);
    for (let l = 0; l < lines; l++) {
      for (let i = 0; i < line.length; i++) {
        line[i] = values[l * across + mirrored(i - reach, length) * step]!;
      }
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k]! * line[i + k]!;
        }
        values[l * across + i * step] = sum / total;
      }
    }
  };
  along(height, width, width, 1);
  along(width, height, 1, width);
}

function mirrored(index: number, length: number): number {
  const period = 2 * length;
  const place = ((index % period) + period) % period;
  return place < length ? place : period - 1 - place;
}
