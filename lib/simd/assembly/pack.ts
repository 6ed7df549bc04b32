// Pictures with a pixel a bit: bit k of word w of a row is column 32 w + k; bits beyond the width are 0.
// Sources may be read, and targets written, up to 127 bytes beyond their end.

/** Which of 16 bytes are not 0. */
// @ts-ignore: decorator
@inline
function bits16(at: usize): u32 {
  const zero = i8x16.splat(0);
  return <u32> i8x16.bitmask(i8x16.ne(v128.load(at), zero));
}

/** Which of 16 numbers are at least another; none for what is no number. */
// @ts-ignore: decorator
@inline
function bits16AtLeast(at: usize, least: v128): u32 {
  const a = f32x4.ge(v128.load(at), least);
  const b = f32x4.ge(v128.load(at, 16), least);
  const c = f32x4.ge(v128.load(at, 32), least);
  const d = f32x4.ge(v128.load(at, 48), least);
  return <u32> i8x16.bitmask(
    i8x16.narrow_i16x8_s(
      i16x8.narrow_i32x4_s(a, b),
      i16x8.narrow_i32x4_s(c, d),
    ),
  );
}

/** The bits of a row's last word that are columns. */
// @ts-ignore: decorator
@inline
function tailMask(width: i32): u32 {
  return <u32> -1 >>> (-width & 31);
}

/** Packs bytes; any value but 0 is foreground. */
export function packBytes(
  source: usize,
  width: i32,
  rows: i32,
  words: usize,
): void {
  const stride = (width + 31) >> 5;
  const tail = tailMask(width);
  for (let y = 0; y < rows; y++) {
    let at = source + <usize> y * <usize> width;
    for (let w = 0; w < stride; w++, at += 32, words += 4) {
      store<u32>(words, bits16(at) | bits16(at + 16) << 16);
    }
    store<u32>(words - 4, load<u32>(words - 4) & tail);
  }
}

/** Packs numbers in single precision: foreground is what is at least `least`. */
export function packSingles(
  source: usize,
  width: i32,
  rows: i32,
  least: f32,
  words: usize,
): void {
  const stride = (width + 31) >> 5;
  const tail = tailMask(width);
  const bound = f32x4.splat(least);
  for (let y = 0; y < rows; y++) {
    let at = source + ((<usize> y * <usize> width) << 2);
    for (let w = 0; w < stride; w++, at += 128, words += 4) {
      store<u32>(
        words,
        bits16AtLeast(at, bound) | bits16AtLeast(at + 64, bound) << 16,
      );
    }
    store<u32>(words - 4, load<u32>(words - 4) & tail);
  }
}

/**
 * Each byte's bit, and the bytes of a word that 16 bits lie in. They are loaded,
 * since V8 makes a vector that is a constant anew each time round a loop, which
 * takes thrice as long as all else.
 */
const VECTORS = memory.data<u8>([
  1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128,
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1,
  2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
], 16);

/** Writes bits as bytes of 0 and 1. */
export function unpackBits(
  words: usize,
  width: i32,
  rows: i32,
  target: usize,
): void {
  const stride = (width + 31) >> 5;
  const bit = v128.load(VECTORS), one = i8x16.splat(1);
  const low = v128.load(VECTORS, 16), high = v128.load(VECTORS, 32);
  for (let y = 0; y < rows; y++) {
    // What is written beyond a row's end is written over by the next.
    let at = target + <usize> y * <usize> width;
    for (let w = 0; w < stride; w++, at += 32, words += 4) {
      const four = v128.load32_zero(words);
      const a = v128.and(i8x16.swizzle(four, low), bit);
      const b = v128.and(i8x16.swizzle(four, high), bit);
      v128.store(at, v128.and(i8x16.eq(a, bit), one));
      v128.store(at + 16, v128.and(i8x16.eq(b, bit), one));
    }
  }
}
