import {
  type Mask,
  type ProbabilityMap,
  type RandomSource,
  randomSource,
} from "../core/mod.ts";
import { discElement, type Element, squareElement } from "./element.ts";

// `tools/oracles/postprocess_masks.py` draws the same masks, maps and elements.

/** A picture of square blocks, each with one of the values. */
function blocks(
  width: number,
  height: number,
  block: number,
  draw: () => number,
): number[] {
  const columns = Math.ceil(width / block);
  const count = columns * Math.ceil(height / block);
  const cells = Array.from({ length: count }, draw);
  return Array.from({ length: width * height }, (_, i) => {
    const x = i % width, y = Math.floor(i / width);
    return cells[Math.floor(y / block) * columns + Math.floor(x / block)]!;
  });
}

const side = (random: RandomSource, maximum: number) =>
  1 + random.integer(maximum);

/**
 * A random mask for tests: noise of a random density in square blocks of 1 to 4 pixels; a tenth are one row or one
 * column.
 */
export function randomMask(seed: number, maximumSide = 40): Mask {
  const random = randomSource(seed, "test mask");
  let width = side(random, maximumSide), height = side(random, maximumSide);
  const shape = random.integer(20);
  if (shape === 0) width = 1;
  if (shape === 1) height = 1;
  const block = 1 + random.integer(4);
  const density = random.next();
  const draw = () => random.chance(density) ? 1 : 0;
  const data = Uint8Array.from(blocks(width, height, block, draw));
  return { data, width, height };
}

/** Random probabilities in steps of 1/32, exact in single precision and full of ties, in blocks of 1 to 4 pixels. */
export function randomMap(seed: number, maximumSide = 40): ProbabilityMap {
  const random = randomSource(seed, "test map");
  const width = side(random, maximumSide), height = side(random, maximumSide);
  const block = 1 + random.integer(4);
  const draw = () => random.integer(33) / 32;
  const data = Float32Array.from(blocks(width, height, block, draw));
  return { data, width, height };
}

/** A square, a disc, or any element of up to 7x7, even sides included. */
export function randomElement(seed: number): Element {
  const random = randomSource(seed, "test element");
  const kind = random.integer(3);
  if (kind === 0) return squareElement(side(random, 9));
  if (kind === 1) return discElement(random.integer(6));
  const width = side(random, 7), height = side(random, 7);
  const data = Uint8Array.from(
    { length: width * height },
    () => random.chance(0.5) ? 1 : 0,
  );
  data[random.integer(data.length)] = 1;
  return { data, width, height };
}

/** A map of a mask in steps of 1/32: the share of foreground in the 9x9 pixels around each; outside is background. */
export function boxMap({ data, width, height }: Mask): ProbabilityMap {
  const map = new Float32Array(width * height);
  for (let i = 0; i < map.length; i++) {
    const x = i % width, y = Math.floor(i / width);
    let count = 0;
    for (let v = Math.max(0, y - 4); v < Math.min(height, y + 5); v++) {
      for (let u = Math.max(0, x - 4); u < Math.min(width, x + 5); u++) {
        count += data[v * width + u]!;
      }
    }
    map[i] = Math.floor(count * 32 / 81) / 32;
  }
  return { data: map, width, height };
}
