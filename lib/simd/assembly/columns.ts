// Pictures of bytes to bits down columns and back, 32 rows at a time: bit k of
// a column's word is row k. A transposed read of single bytes would miss the
// cache once a pixel; here 16 columns lie in one vector.

/** 16 columns of a row in one bit of each byte: 1 where they are not 0. */
// @ts-ignore: decorator
@inline
function rowBit(at: usize, bit: i8): v128 {
  const background = i8x16.eq(v128.load(at), i8x16.splat(0));
  return v128.andnot(i8x16.splat(bit), background);
}

/** 8 rows of 16 columns: a byte a column. */
// @ts-ignore: decorator
@inline
function eightRows(at: usize, width: usize): v128 {
  const low = v128.or(
    v128.or(rowBit(at, 1), rowBit(at + width, 2)),
    v128.or(rowBit(at + 2 * width, 4), rowBit(at + 3 * width, 8)),
  );
  const half = at + 4 * width;
  const high = v128.or(
    v128.or(rowBit(half, 16), rowBit(half + width, 32)),
    v128.or(rowBit(half + 2 * width, 64), rowBit(half + 3 * width, -128)),
  );
  return v128.or(low, high);
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

// @ts-ignore: decorator
@inline
function storeRow(at: usize, bytes: v128, bit: i8): void {
  const chosen = i8x16.splat(bit);
  const set = i8x16.eq(v128.and(bytes, chosen), chosen);
  v128.store(at, v128.and(set, i8x16.splat(1)));
}

// @ts-ignore: decorator
@inline
function storeEightRows(at: usize, width: usize, bytes: v128): void {
  storeRow(at, bytes, 1);
  storeRow(at + width, bytes, 2);
  storeRow(at + 2 * width, bytes, 4);
  storeRow(at + 3 * width, bytes, 8);
  const half = at + 4 * width;
  storeRow(half, bytes, 16);
  storeRow(half + width, bytes, 32);
  storeRow(half + 2 * width, bytes, 64);
  storeRow(half + 3 * width, bytes, -128);
}

/** Byte k of each of 4 words beside each other, for k from 0 to 3. */
// @ts-ignore: decorator
@inline
function byPlace(at: usize): v128 {
  const order = i8x16(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  return i8x16.swizzle(v128.load(at), order);
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

/** Writes 32 rows of bytes of 0 and 1 from a word a column. */
function unpackBand(words: usize, width: i32, target: usize): void {
  const row = <usize> width;
  // The last 16 columns overlap those before them, so that nothing is written
  // into the next row, whose first columns are there by then.
  const last = max(width - 16, 0);
  for (let x = 0;; x = min(x + 16, last)) {
    const at = words + (<usize> x << 2);
    const a = byPlace(at), b = byPlace(at + 16);
    const c = byPlace(at + 32), d = byPlace(at + 48);
    const lowAB = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const highAB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const lowCD = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const highCD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    const top = target + <usize> x, half = top + 16 * row;
    storeEightRows(top, row, v128.shuffle<i64>(lowAB, lowCD, 0, 2));
    storeEightRows(top + 8 * row, row, v128.shuffle<i64>(lowAB, lowCD, 1, 3));
    storeEightRows(half, row, v128.shuffle<i64>(highAB, highCD, 0, 2));
    storeEightRows(half + 8 * row, row, v128.shuffle<i64>(highAB, highCD, 1, 3));
    if (x === last) break;
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
    unpackBand(words, width, target);
    target += <usize> width << 5;
  }
}
