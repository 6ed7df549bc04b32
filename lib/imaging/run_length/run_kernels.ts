import { type Kernels, loadKernels } from "../../simd/mod.ts";

/** Functions of `lib/simd/assembly/run_lengths.ts`, where they are described. */
export interface RunKernels {
  packBytes(
    source: number,
    width: number,
    rows: number,
    words: number,
  ): void;
  unpackBits(
    words: number,
    width: number,
    rows: number,
    target: number,
  ): void;
  packColumns(
    source: number,
    width: number,
    rows: number,
    target: number,
    stride: number,
  ): void;
  unpackColumns(
    bits: number,
    width: number,
    height: number,
    y: number,
    rows: number,
    words: number,
    target: number,
  ): void;
  countBounds(
    bits: number,
    stride: number,
    length: number,
    lines: number,
  ): number;
  writeBounds(
    bits: number,
    stride: number,
    length: number,
    lines: number,
    first: number,
    before: number,
    target: number,
  ): number;
  toggleBounds(
    bounds: number,
    count: number,
    before: number,
    last: number,
    bits: number,
  ): number;
  fillBetween(bits: number, words: number): void;
  writeRuns(
    bounds: number,
    runs: number,
    relative: boolean,
    before: number,
    base: number,
    target: number,
  ): number;
  readNumbers(
    text: number,
    length: number,
    pending: number,
    target: number,
    state: number,
  ): number;
  writeLengths(
    bounds: number,
    first: number,
    count: number,
    target: number,
  ): number;
  readLengths(
    text: number,
    length: number,
    whole: boolean,
    first: number,
    total: number,
    target: number,
    state: number,
  ): number;
}

/** This thread's. Its memory holds at most the bits of one picture (8 MB at 8192x8192) and 3 MB of bands and chunks. */
export const runKernels: Kernels<RunKernels> = loadKernels("run_lengths");

/** Pixels that are handed over at once. */
export const BAND = 1 << 18;

/** Numbers that are handed over at once. */
export const CHUNK = 1 << 16;

/** Numbers of several chunks, one after the other. */
export function joinNumbers(parts: readonly Int32Array[]): Int32Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const joined = new Int32Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let count = 0;
  for (const part of parts) {
    joined.set(part, count);
    count += part.length;
  }
  return joined;
}
