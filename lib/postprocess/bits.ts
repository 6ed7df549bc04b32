import { checkPixels, type Mask, type ProbabilityMap } from "../core/mod.ts";

/**
 * A binary picture with 32 pixels a word: bit k of word w of a row is column 32 w + k. Bits beyond the width are 0.
 * Why: morphology and the search for runs then look at 32 pixels at once.
 */
export interface BitMask {
  readonly width: number;
  readonly height: number;
  /** Words a row. */
  readonly stride: number;
  /** `height * stride` words. */
  readonly words: Uint32Array<ArrayBuffer>;
}

/** Words that hold a row of so many pixels. */
const wordsFor = (width: number) => (width + 31) >>> 5;

/** A picture of background. */
export function emptyBits(width: number, height: number): BitMask {
  const stride = wordsFor(width);
  return { width, height, stride, words: new Uint32Array(stride * height) };
}

/** A copy that can be changed. */
export function copyBits(bits: BitMask): BitMask {
  return { ...bits, words: bits.words.slice() };
}

/** 1 in the lowest bit of each byte that is not 0. */
const nonZeroBytes = (v: number) =>
  ((((v & 0x7f7f7f7f) + 0x7f7f7f7f) | v) >>> 7) & 0x01010101;

/** Packs a mask; any value but 0 is foreground. */
export function packMask(mask: Mask): BitMask {
  checkPixels("mask", mask);
  const { data, width, height } = mask;
  const bits = emptyBits(width, height);
  const { words, stride } = bits;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const whole = width >>> 5;
  for (let y = 0; y < height; y++) {
    const row = y * stride;
    let at = y * width;
    for (let w = 0; w < whole; w++) {
      let word = 0;
      for (let k = 0; k < 32; k += 4, at += 4) {
        let four = view.getUint32(at, true);
        if (four === 0) continue;
        if ((four & 0xfefefefe) !== 0) four = nonZeroBytes(four);
        // The product has bits 0, 8, 16 and 24 side by side on top.
        word |= (Math.imul(four, 0x10204080) >>> 28) << k;
      }
      words[row + w] = word;
    }
    for (let x = whole << 5; x < width; x++, at++) {
      if (data[at] !== 0) words[row + whole]! |= 1 << (x & 31);
    }
  }
  return bits;
}

/** Packs the pixels above a threshold (strictly); NaN is background. */
export function packAbove(map: ProbabilityMap, threshold: number): BitMask {
  checkPixels("map", map);
  const { data, width, height } = map;
  const bits = emptyBits(width, height);
  const { words, stride } = bits;
  const whole = width >>> 5;
  for (let y = 0, i = 0; y < height; y++) {
    const row = y * stride;
    for (let w = 0; w < whole; w++) {
      let word = 0;
      for (let k = 0; k < 32; k += 4, i += 4) {
        // Four at once: a loop over single pixels costs twice as much.
        word |= ((data[i]! > threshold ? 1 : 0) |
          (data[i + 1]! > threshold ? 2 : 0) |
          (data[i + 2]! > threshold ? 4 : 0) |
          (data[i + 3]! > threshold ? 8 : 0)) << k;
      }
      words[row + w] = word;
    }
    for (let x = whole << 5; x < width; x++, i++) {
      if (data[i]! > threshold) words[row + whole]! |= 1 << (x & 31);
    }
  }
  return bits;
}

/** The double before a positive one, so that `> before(t)` is `>= t`. */
function doubleBefore(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigUint64(0, view.getBigUint64(0) - 1n);
  return view.getFloat64(0);
}

/** Packs the pixels that are not below a threshold (from 0) and not 0; NaN is background. */
export function packAtLeast(map: ProbabilityMap, threshold: number): BitMask {
  return packAbove(map, threshold > 0 ? doubleBefore(threshold) : 0);
}

/** Four bits as four bytes of 0 and 1. */
const quadBytes = Uint32Array.from(
  { length: 16 },
  (_, n) => (n & 1) | ((n & 2) << 7) | ((n & 4) << 14) | ((n & 8) << 21),
);

/** The mask of 0 and 1. */
export function unpackMask({ words, stride, width, height }: BitMask): Mask {
  const data = new Uint8Array(width * height);
  const view = new DataView(data.buffer);
  for (let y = 0; y < height; y++) {
    const first = y * width, row = y * stride;
    for (let w = 0; w < stride; w++) {
      let word = words[row + w]!;
      // What is left of a new array is 0 already.
      for (let x = w << 5; word !== 0; x += 4, word >>>= 4) {
        const four = word & 15;
        if (x + 4 <= width) view.setUint32(first + x, quadBytes[four]!, true);
        else {
          for (let k = 0; x + k < width; k++) {
            data[first + x + k] = (four >>> k) & 1;
          }
        }
      }
    }
  }
  return { data, width, height };
}

/** Sets or clears the columns `start` to `end - 1` of the row whose first word is `row`. */
export function paintBits(
  words: Uint32Array,
  row: number,
  start: number,
  end: number,
  value: 0 | 1,
): void {
  const first = row + (start >>> 5), last = row + ((end - 1) >>> 5);
  const head = -1 << (start & 31), tail = -1 >>> (31 - ((end - 1) & 31));
  if (first === last) {
    if (value) words[first]! |= head & tail;
    else words[first]! &= ~(head & tail);
    return;
  }
  if (value) {
    words[first]! |= head;
    words[last]! |= tail;
  } else {
    words[first]! &= ~head;
    words[last]! &= ~tail;
  }
  if (last - first > 1) words.fill(value ? -1 : 0, first + 1, last);
}

/** Bits that are 1 in a word. */
export function countOnes(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Foreground pixels. */
export function areaOfBits({ words }: BitMask): number {
  let area = 0;
  for (let i = 0; i < words.length; i++) area += countOnes(words[i]!);
  return area;
}

/** Which sides have foreground. */
export function sidesTouched({ words, stride, width, height }: BitMask): {
  left: boolean;
  right: boolean;
  top: boolean;
  bottom: boolean;
} {
  const touched = { left: false, right: false, top: false, bottom: false };
  if (width === 0 || height === 0) return touched;
  const lastWord = (width - 1) >>> 5, lastBit = (width - 1) & 31;
  for (let y = 0; y < height; y++) {
    if (words[y * stride]! & 1) touched.left = true;
    if ((words[y * stride + lastWord]! >>> lastBit) & 1) touched.right = true;
  }
  const bottomRow = (height - 1) * stride;
  for (let w = 0; w < stride; w++) {
    if (words[w] !== 0) touched.top = true;
    if (words[bottomRow + w] !== 0) touched.bottom = true;
  }
  return touched;
}

/** Foreground and background exchanged. */
export function complementBits(bits: BitMask): BitMask {
  const { width, height, stride } = bits;
  const words = new Uint32Array(stride * height);
  for (let i = 0; i < words.length; i++) words[i] = ~bits.words[i]!;
  clearTail(words, stride, width, height);
  return { width, height, stride, words };
}

/** Clears the bits beyond the width. */
export function clearTail(
  words: Uint32Array,
  stride: number,
  width: number,
  height: number,
): void {
  if ((width & 31) === 0) return;
  const kept = -1 >>> (32 - (width & 31));
  for (let i = stride - 1; i < stride * height; i += stride) words[i]! &= kept;
}
