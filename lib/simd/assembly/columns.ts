// Pictures of bytes to bits down columns and back, 32 rows at a time: bit k of
// a column's word is row k. A transposed read of single bytes would miss the
// cache once a pixel; here 16 columns lie in one vector.

// No vector here is a constant but 0: V8 makes others anew at each use.

/** Appends a row of 16 columns to bits of background, each less than 0. */
// @ts-ignore: decorator
@inline
function appendRow(bits: v128, at: usize): v128 {
  const background = i8x16.eq(v128.load(at), i8x16.splat(0));
  return i8x16.add(i8x16.add(bits, bits), background);
}

/** 8 rows of 16 columns: a byte a column. */
// @ts-ignore: decorator
@inline
function eightRows(at: usize, width: usize): v128 {
  const half = at + 4 * width;
  let bits = i8x16.eq(v128.load(half + 3 * width), i8x16.splat(0));
  bits = appendRow(bits, half + 2 * width);
  bits = appendRow(bits, half + width);
  bits = appendRow(bits, half);
  bits = appendRow(bits, at + 3 * width);
  bits = appendRow(bits, at + 2 * width);
  bits = appendRow(bits, at + width);
  bits = appendRow(bits, at);
  // Less than 0, background is 256 less its bits; foreground 255 less them.
  return i8x16.add(bits, i8x16.splat(-1));
}

// @ts-ignore: decorator
@inline
function storeFour(at: usize, stride: usize, four: v128): void {
  v128.store_lane<u32>(at, four, 0);
  v128.store_lane<u32>(at + stride, four, 1);
  v128.store_lane<u32>(at + 2 * stride, four, 2);
  v128.store_lane<u32>(at + 3 * stride, four, 3);
}

// @ts-ignore: decorator
@inline
function lowBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(
    a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23,
  );
}

// @ts-ignore: decorator
@inline
function highBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(
    a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31,
  );
}

// @ts-ignore: decorator
@inline
function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Packs 32 rows: a word a column. */
function packBand(
  source: usize,
  width: i32,
  target: usize,
  stride: usize,
): void {
  const row = <usize> width;
  for (let x = 0; x < width; x += 16) {
    const at = source + <usize> x;
    const a = eightRows(at, row);
    const b = eightRows(at + 8 * row, row);
    const c = eightRows(at + 16 * row, row);
    const d = eightRows(at + 24 * row, row);
    const lowAB = lowBytes(a, b), highAB = highBytes(a, b);
    const lowCD = lowBytes(c, d), highCD = highBytes(c, d);
    storeFour(target, stride, lowPairs(lowAB, lowCD));
    storeFour(target + 4 * stride, stride, highPairs(lowAB, lowCD));
    storeFour(target + 8 * stride, stride, lowPairs(highAB, highCD));
    storeFour(target + 12 * stride, stride, highPairs(highAB, highCD));
    target += 16 * stride;
  }
}

/**
 * Packs rows; any value but 0 is foreground. Source and target have to have
 * room for rows in multiples of 32 and for columns in multiples of 16; what
 * lies beyond the picture gives bits without a meaning.
 *
 * @param stride Bytes from one column to the next, a multiple of 4.
 */
export function packColumns(
  source: usize,
  width: i32,
  rows: i32,
  target: usize,
  stride: usize,
): void {
  for (let y = 0; y < rows; y += 32) {
    packBand(source, width, target, stride);
    source += <usize> width << 5;
    target += 4;
  }
}

/** Stores the highest bit of 16 bytes as 0 or 1; gives them moved up by one. */
// @ts-ignore: decorator
@inline
function storeRow(bytes: v128, at: usize): v128 {
  const zero = i8x16.splat(0);
  v128.store(at, i8x16.sub(zero, i8x16.lt_s(bytes, zero)));
  return i8x16.add(bytes, bytes);
}

// @ts-ignore: decorator
@inline
function storeEightRows(bytes: v128, at: usize, width: usize): void {
  const half = at + 4 * width;
  bytes = storeRow(bytes, half + 3 * width);
  bytes = storeRow(bytes, half + 2 * width);
  bytes = storeRow(bytes, half + width);
  bytes = storeRow(bytes, half);
  bytes = storeRow(bytes, at + 3 * width);
  bytes = storeRow(bytes, at + 2 * width);
  bytes = storeRow(bytes, at + width);
  storeRow(bytes, at);
}

// @ts-ignore: decorator
@inline
function evenPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
}

// @ts-ignore: decorator
@inline
function oddPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}

// @ts-ignore: decorator
@inline
function evenBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(
    a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30,
  );
}

// @ts-ignore: decorator
@inline
function oddBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(
    a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31,
  );
}

/** Cuts 32 rows out of columns that follow each other: a word a column. */
function cutBand(
  bits: usize,
  width: i32,
  height: i32,
  y: i32,
  words: usize,
): void {
  let bit = <usize> y;
  for (let x = 0; x < width; x++, bit += <usize> height, words += 4) {
    store<u32>(words, <u32> (load<u64>(bits + (bit >> 3)) >> (bit & 7)));
  }
}

/** Writes 32 rows of 16 or more bytes of 0 and 1 from a word a column. */
function unpackBand(words: usize, width: i32, target: usize): void {
  const row = <usize> width;
  // The last 16 columns overlap those before them, so that nothing is written
  // into the next row.
  const last = width - 16;
  for (let x = 0;; x = min(x + 16, last)) {
    const at = words + (<usize> x << 2);
    const a = v128.load(at), b = v128.load(at, 16);
    const c = v128.load(at, 32), d = v128.load(at, 48);
    // Two bytes of each column beside each other, then one.
    const topA = evenPairs(a, b), topB = evenPairs(c, d);
    const endA = oddPairs(a, b), endB = oddPairs(c, d);
    const top = target + <usize> x, half = top + 16 * row;
    storeEightRows(oddBytes(endA, endB), half + 8 * row, row);
    storeEightRows(evenBytes(endA, endB), half, row);
    storeEightRows(oddBytes(topA, topB), top + 8 * row, row);
    storeEightRows(evenBytes(topA, topB), top, row);
    if (x === last) break;
  }
}

/** 32 rows of 16 bytes. */
const NARROW = memory.data(512, 16);

/** The same for fewer columns. */
function unpackNarrowBand(words: usize, width: i32, target: usize): void {
  unpackBand(words, 16, NARROW);
  // What is written beyond a row's end is written over by the next.
  for (let from = NARROW; from < NARROW + 512; from += 16) {
    v128.store(target, v128.load(from));
    target += <usize> width;
  }
}

/**
 * Writes rows from `y` on as bytes of 0 and 1.
 *
 * @param bits Columns one after the other, without a gap.
 * @param words Room for a word a column, in multiples of 16.
 * @param target Room for rows in multiples of 32.
 */
export function unpackColumns(
  bits: usize,
  width: i32,
  height: i32,
  y: i32,
  rows: i32,
  words: usize,
  target: usize,
): void {
  for (let end = y + rows; y < end; y += 32) {
    cutBand(bits, width, height, y, words);
    if (width < 16) unpackNarrowBand(words, width, target);
    else unpackBand(words, width, target);
    target += <usize> width << 5;
  }
}

/** Whether bytes are 0, and those after them up to a multiple of 64. */
export function isBlank(bytes: usize, length: i32): bool {
  for (let i = 0; i < length; i += 64, bytes += 64) {
    const a = v128.or(v128.load(bytes), v128.load(bytes, 16));
    const b = v128.or(v128.load(bytes, 32), v128.load(bytes, 48));
    if (v128.any_true(v128.or(a, b))) return false;
  }
  return true;
}
