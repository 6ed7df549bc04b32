import { checkPixels, type Mask, type ProbabilityMap } from "../core/mod.ts";
import { bitsAbove, INFINITY_BITS, singleBits } from "./single_bits.ts";

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

const ALL_BYTES = 0x01010101;

/** Packs 32 bytes. */
function packWord(view: DataView, at: number): number {
  const a = view.getUint32(at, true), b = view.getUint32(at + 4, true);
  const c = view.getUint32(at + 8, true), d = view.getUint32(at + 12, true);
  const e = view.getUint32(at + 16, true), f = view.getUint32(at + 20, true);
  const g = view.getUint32(at + 24, true), h = view.getUint32(at + 28, true);
  const any = a | b | c | d | e | f | g | h;
  if (any === 0) return 0;
  if (any === ALL_BYTES && (a & b & c & d & e & f & g & h) === any) return -1;
  return (any & ~ALL_BYTES) === 0
    ? packFour(a) | packFour(b) << 4 | packFour(c) << 8 | packFour(d) << 12 |
      packFour(e) << 16 | packFour(f) << 20 | packFour(g) << 24 |
      packFour(h) << 28
    : packAny(a) | packAny(b) << 4 | packAny(c) << 8 | packAny(d) << 12 |
      packAny(e) << 16 | packAny(f) << 20 | packAny(g) << 24 |
      packAny(h) << 28;
}

/** Four bytes of 0 and 1: the product has bits 0, 8, 16 and 24 side by side on top. */
const packFour = (four: number) => Math.imul(four, 0x10204080) >>> 28;

/** Four bytes of any value. */
const packAny = (four: number) => packFour(nonZeroBytes(four));

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
    for (let w = 0; w < whole; w++, at += 32) {
      words[row + w] = packWord(view, at);
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
  const values = singleBits(data);
  const least = threshold >= 0 ? bitsAbove(threshold) : 0;
  for (let y = 0; y < height; y++) {
    const row = y * bits.stride, first = y * width;
    const odd = packRow(values, first, width, least, bits.words, row);
    if (odd < 0 || !(threshold >= 0)) {
      packOddRow(data, first, width, threshold, bits.words, row);
    }
  }
  return bits;
}

/** Packs the pixels whose bits are `least` or more, without a branch; gives a negative number where any is odd. */
function packRow(
  values: Int32Array,
  first: number,
  width: number,
  least: number,
  words: Uint32Array,
  row: number,
): number {
  const before = least - 1;
  const whole = width >>> 5;
  // Negative numbers have the sign set, and infinity less what is no number gives it.
  let odd = 0;
  let i = first;
  for (let w = 0; w < whole; w++) {
    let word = 0;
    for (let k = 0; k < 32; k += 4, i += 4) {
      const a = values[i]!, b = values[i + 1]!;
      const c = values[i + 2]!, d = values[i + 3]!;
      odd |= a | b | c | d | (INFINITY_BITS - a) | (INFINITY_BITS - b) |
        (INFINITY_BITS - c) | (INFINITY_BITS - d);
      word |= (((before - a) >>> 31) | ((before - b) >>> 31) << 1 |
        ((before - c) >>> 31) << 2 | ((before - d) >>> 31) << 3) << k;
    }
    words[row + w] = word;
  }
  for (let x = whole << 5; x < width; x++, i++) {
    const a = values[i]!;
    odd |= a | (INFINITY_BITS - a);
    words[row + whole]! |= ((before - a) >>> 31) << (x & 31);
  }
  return odd;
}

/** A row with what is negative or no number, or a threshold that is. */
function packOddRow(
  data: Float32Array,
  first: number,
  width: number,
  threshold: number,
  words: Uint32Array,
  row: number,
): void {
  words.fill(0, row, row + wordsFor(width));
  for (let x = 0; x < width; x++) {
    if (data[first + x]! > threshold) words[row + (x >>> 5)]! |= 1 << (x & 31);
  }
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

/** The table is made, and read as doubles, in this machine's order of bytes. */
const LITTLE_END = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Eight bits as eight bytes of 0 and 1, which as a double are written at once. */
const eightBytes = new Float64Array(
  Uint8Array.from({ length: 2048 }, (_, i) => (i >>> 3) >>> (i & 7) & 1).buffer,
);

/** The mask of 0 and 1. */
export function unpackMask({ words, stride, width, height }: BitMask): Mask {
  const data = new Uint8Array(width * height);
  const view = new DataView(data.buffer);
  const whole = width >>> 5;
  for (let y = 0; y < height; y++) {
    const row = y * stride;
    let at = y * width;
    for (let w = 0; w < whole; w++, at += 32) {
      const word = words[row + w]!;
      // A new array is 0 already.
      if (word === 0) continue;
      view.setFloat64(at, eightBytes[word & 255]!, LITTLE_END);
      view.setFloat64(at + 8, eightBytes[(word >>> 8) & 255]!, LITTLE_END);
      view.setFloat64(at + 16, eightBytes[(word >>> 16) & 255]!, LITTLE_END);
      view.setFloat64(at + 24, eightBytes[word >>> 24]!, LITTLE_END);
    }
    for (let x = whole << 5; x < width; x++, at++) {
      data[at] = (words[row + whole]! >>> (x & 31)) & 1;
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
