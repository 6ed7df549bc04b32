import { checkPixels, type Mask, type ProbabilityMap } from "../core/mod.ts";
import { eachBand, loadKernels } from "../simd/mod.ts";
import { singleAbove } from "./single_bits.ts";

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

interface BitKernels {
  packBytes(source: number, width: number, rows: number, words: number): void;
  packSingles(
    source: number,
    width: number,
    rows: number,
    least: number,
    words: number,
  ): void;
  unpackBits(words: number, width: number, rows: number, target: number): void;
}

const kernels = loadKernels<BitKernels>("bits");

/** Packs a mask; any value but 0 is foreground. */
export function packMask(mask: Mask): BitMask {
  checkPixels("mask", mask);
  const { data, width, height } = mask;
  const bits = emptyBits(width, height);
  const { words, stride } = bits;
  eachBand(height, width, (y, rows) => {
    const [source, packed] = kernels.places(rows * width, rows * stride * 4);
    kernels.bytes(source, rows * width)
      .set(data.subarray(y * width, (y + rows) * width));
    kernels.call.packBytes(source, width, rows, packed);
    words.set(kernels.words(packed, rows * stride), y * stride);
  });
  return bits;
}

/** Packs the pixels above a threshold (strictly); NaN is background. */
export function packAbove(map: ProbabilityMap, threshold: number): BitMask {
  checkPixels("map", map);
  const { data, width, height } = map;
  const bits = emptyBits(width, height);
  const { words, stride } = bits;
  const least = singleAbove(threshold);
  eachBand(height, width * 4, (y, rows) => {
    const [source, packed] = kernels.places(
      rows * width * 4,
      rows * stride * 4,
    );
    kernels.singles(source, rows * width)
      .set(data.subarray(y * width, (y + rows) * width));
    kernels.call.packSingles(source, width, rows, least, packed);
    words.set(kernels.words(packed, rows * stride), y * stride);
  });
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

/** The mask of 0 and 1. */
export function unpackMask({ words, stride, width, height }: BitMask): Mask {
  const data = new Uint8Array(width * height);
  eachBand(height, width, (y, rows) => {
    const [packed, target] = kernels.places(rows * stride * 4, rows * width);
    kernels.words(packed, rows * stride)
      .set(words.subarray(y * stride, (y + rows) * stride));
    kernels.call.unpackBits(packed, width, rows, target);
    data.set(kernels.bytes(target, rows * width), y * width);
  });
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

/** Whether any of the columns `start` to `end - 1` is foreground, in the row whose first word is `row`. */
export function anyBits(
  words: Uint32Array,
  row: number,
  start: number,
  end: number,
): boolean {
  const last = row + ((end - 1) >>> 5), tail = -1 >>> (31 - ((end - 1) & 31));
  let at = row + (start >>> 5), kept = -1 << (start & 31);
  for (; at < last; at++, kept = -1) {
    if ((words[at]! & kept) !== 0) return true;
  }
  return (words[last]! & kept & tail) !== 0;
}

/** How many of the columns `start` to `end - 1` are foreground, in the row whose first word is `row`. */
export function countBits(
  words: Uint32Array,
  row: number,
  start: number,
  end: number,
): number {
  const last = row + ((end - 1) >>> 5), tail = -1 >>> (31 - ((end - 1) & 31));
  let at = row + (start >>> 5), kept = -1 << (start & 31), count = 0;
  for (; at < last; at++, kept = -1) count += countOnes(words[at]! & kept);
  return count + countOnes(words[last]! & kept & tail);
}

/** What is foreground in both of two pictures of one size. */
export function andBits(a: BitMask, b: BitMask): BitMask {
  return { ...a, words: a.words.map((word, i) => word & b.words[i]!) };
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
