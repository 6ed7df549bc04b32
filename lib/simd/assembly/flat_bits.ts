// A whole picture as one string of bits in either order.

/**
 * Changes the bits at starts and ends, which have to rise.
 *
 * @param before The bound before the first, or -1.
 * @param last What no bound may exceed.
 * @returns How many there are before the first that does not fit.
 */
export function toggleBounds(
  bounds: usize,
  count: i32,
  before: i32,
  last: i32,
  bits: usize,
): i32 {
  for (let i = 0; i < count; i++, bounds += 4) {
    const bound = load<i32>(bounds);
    if (bound <= before || bound > last) return i;
    const at = bits + (<usize> bound >> 3);
    const bit: u32 = 1 << (bound & 7);
    store<u8>(at, <u8> (<u32> load<u8>(at) ^ bit));
    before = bound;
  }
  return count;
}

/** Sets the bits from each start to the bit before its end. */
export function fillBetween(bits: usize, words: i32): void {
  let inside: u64 = 0;
  for (let w = 0; w < words; w++, bits += 8) {
    let word = load<u64>(bits);
    // Each bit becomes the parity of those up to it.
    word ^= word << 1;
    word ^= word << 2;
    word ^= word << 4;
    word ^= word << 8;
    word ^= word << 16;
    word ^= word << 32;
    word ^= inside;
    store<u64>(bits, word);
    inside = <u64> (<i64> word >> 63);
  }
}
