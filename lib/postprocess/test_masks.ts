import { type Mask, randomSource } from "../core/mod.ts";

/**
 * A random mask for tests: noise of a random density in square blocks of 1 to 4 pixels; a tenth are one row or one
 * column. `tools/oracles/postprocess.py` draws the same ones.
 */
export function randomMask(seed: number, maximumSide = 40): Mask {
  const random = randomSource(seed, "test mask");
  let width = 1 + random.integer(maximumSide);
  let height = 1 + random.integer(maximumSide);
  const shape = random.integer(20);
  if (shape === 0) width = 1;
  if (shape === 1) height = 1;
  const block = 1 + random.integer(4);
  const density = random.next();
  const columns = Math.ceil(width / block);
  const cells = Uint8Array.from(
    { length: columns * Math.ceil(height / block) },
    () => random.chance(density) ? 1 : 0,
  );
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const x = i % width, y = Math.floor(i / width);
    data[i] = cells[Math.floor(y / block) * columns + Math.floor(x / block)]!;
  }
  return { data, width, height };
}
