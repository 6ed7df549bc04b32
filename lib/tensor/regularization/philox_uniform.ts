// The Philox 4x32-10 generator as TensorFlow's StatelessRandomUniform runs it (philox_random.h and
// stateless_random_ops.cc), bit for bit.

type Block = [number, number, number, number];

/** Uniform numbers of [0, 1) from a seed of two int32, TensorFlow's own. */
export function philoxUniform(
  size: number,
  first: number,
  second: number,
): Float32Array {
  // The seeds, widened to 64 bits, are mixed first, so that near ones give streams that are far apart.
  const mixed: Block = [first, first >> 31, second, second >> 31];
  philox(mixed, 0x3ec8f720, 0x02461e29);
  const [key0, key1, high0, high1] = mixed;
  const result = new Float32Array(size);
  const block: Block = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) {
    if (i % 4 === 0) {
      block[0] = i / 4;
      block[1] = 0;
      block[2] = high0;
      block[3] = high1;
      philox(block, key0, key1);
    }
    result[i] = (block[i % 4]! & 0x7fffff) / 2 ** 23;
  }
  return result;
}

/** Ten rounds on a counter, in place. */
function philox(block: Block, key0: number, key1: number): void {
  for (let round = 0; round < 10; round++) {
    const [a, b, c, d] = block;
    block[0] = highProduct(c, 0xcd9e8d57) ^ b ^ key0;
    block[1] = Math.imul(c, 0xcd9e8d57);
    block[2] = highProduct(a, 0xd2511f53) ^ d ^ key1;
    block[3] = Math.imul(a, 0xd2511f53);
    key0 = (key0 + 0x9e3779b9) | 0;
    key1 = (key1 + 0xbb67ae85) | 0;
  }
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function highProduct(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [
    a & 0xffff,
    a >>> 16,
    b & 0xffff,
    b >>> 16,
  ];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const rest = aLow * bHigh + (middle & 0xffff);
  // `middle` is below 2^32, but above the range of >> on signed numbers: divide.
  return (aHigh * bHigh + Math.floor(middle / 0x10000) +
    Math.floor(rest / 0x10000)) | 0;
}
