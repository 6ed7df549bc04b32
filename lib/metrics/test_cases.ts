// For tests only: random masks, the same ones as `tools/oracles/metric_cases.py` draws.
import { type Mask, type RandomSource, randomSource } from "../core/mod.ts";
import type { LabelMap } from "./label_map.ts";
import type { Spacing, Volume } from "./pixel_grid.ts";

/** [row, column] or [slice, row, column] numbers of pixels. */
type Size = readonly number[];

const product = (size: Size) => size.reduce((all, length) => all * length, 1);

/** Noise of a density in cubes of some pixels a side. */
function blocks(
  random: RandomSource,
  size: Size,
  side: number,
  density: number,
): Uint8Array {
  const cells = size.map((length) => Math.ceil(length / side));
  const drawn = Array.from(
    { length: product(cells) },
    () => random.chance(density) ? 1 : 0,
  );
  return Uint8Array.from({ length: product(size) }, (_, i) => {
    let cell = 0, rest = i;
    for (let axis = size.length - 1, step = 1; axis >= 0; axis--) {
      cell += step * Math.floor((rest % size[axis]!) / side);
      rest = Math.floor(rest / size[axis]!);
      step *= cells[axis]!;
    }
    return drawn[cell]!;
  });
}

function pixels(random: RandomSource, size: Size): Uint8Array {
  const data = new Uint8Array(product(size));
  const kind = random.integer(8);
  if (kind === 0) return data;
  if (kind === 1) return data.fill(1);
  if (kind === 2) {
    data[random.integer(data.length)] = 1;
    return data;
  }
  const side = 1 + random.integer(5);
  return blocks(random, size, side, random.next());
}

/** Pixels as a mask, or as a volume's slices. */
function shaped(data: Uint8Array, size: Size): Mask | Mask[] {
  const [height, width] = size.slice(-2) as [number, number];
  const slice = (z: number): Mask => ({
    data: data.slice(z * width * height, (z + 1) * width * height),
    width,
    height,
  });
  if (size.length === 2) return slice(0);
  return Array.from({ length: size[0]! }, (_, z) => slice(z));
}

/** Two masks or volumes and how to measure them. */
export interface SurfaceCase {
  readonly size: Size;
  readonly prediction: Mask | Volume;
  readonly truth: Mask | Volume;
  readonly ignore: Mask | Volume;
  readonly spacing: Spacing;
  readonly tolerance: number;
}

/** A mask where the seed is even, else a volume; noise, single pixels, empty and full ones. */
export function surfaceCase(seed: number): SurfaceCase {
  const random = randomSource(seed, "surface case");
  const size = seed % 2 === 0 ? [] : [1 + random.integer(6)];
  size.push(1 + random.integer(20), 1 + random.integer(20));
  const spacing = size.map(() => seed % 4 > 1 ? random.uniform(0.3, 3) : 1) as [
    number,
    number,
  ];
  return {
    size,
    spacing,
    prediction: shaped(pixels(random, size), size),
    truth: shaped(pixels(random, size), size),
    ignore: shaped(blocks(random, size, 3, 0.2), size),
    tolerance: random.uniform(0, 4),
  };
}

/** Images, classes and the void label of the cases below. */
export const IMAGES = 4, CLASSES = 4, VOID = 255;

const times = <T>(count: number, make: () => T) =>
  Array.from({ length: count }, make);

/** Class maps of some images; a tenth of the truth's pixels are void, and images lack classes. */
export function classCase(seed: number): { p: LabelMap; t: LabelMap }[] {
  const random = randomSource(seed, "class case");
  const height = 1 + random.integer(9), width = 1 + random.integer(9);
  return times(IMAGES, () => {
    const present = 1 + random.integer(CLASSES);
    const truth = times(
      height * width,
      () => random.chance(0.1) ? VOID : random.integer(present),
    );
    const prediction = truth.map((t) =>
      t !== VOID && random.chance(0.6) ? t : random.integer(present)
    );
    const map = (data: number[]) => ({
      data: Uint8Array.from(data),
      width,
      height,
    });
    return { p: map(prediction), t: map(truth) };
  });
}

/** Masks of some images, a mask a label. */
export function labelCase(seed: number): { p: Mask[][]; t: Mask[][] } {
  const random = randomSource(seed, "label case");
  const size = [1 + random.integer(9), 1 + random.integer(9)];
  const draw = () =>
    times(
      IMAGES,
      () => times(CLASSES, () => shaped(pixels(random, size), size) as Mask),
    );
  return { p: draw(), t: draw() };
}

/** A scan, three classes' volumes. */
export function scanCase(seed: number): { p: Volume[]; t: Volume[] } {
  const random = randomSource(seed, "scan case");
  const size = [
    1 + random.integer(5),
    1 + random.integer(12),
    1 + random.integer(12),
  ];
  const draw = () =>
    times(3, () =>
      shaped(
        random.chance(0.7)
          ? new Uint8Array(product(size))
          : pixels(random, size),
        size,
      ) as Mask[]);
  return { p: draw(), t: draw() };
}
