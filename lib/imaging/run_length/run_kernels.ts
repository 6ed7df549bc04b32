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
  isBlank(bytes: number, length: number): number;
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
  paintRuns(
    bounds: number,
    runs: number,
    before: number,
    last: number,
    bits: number,
  ): number;
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
    whole: boolean,
    target: number,
    state: number,
  ): number;
  placeRuns(
    numbers: number,
    runs: number,
    relative: boolean,
    base: number,
    before: number,
    pixels: number,
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

/**
 * This thread's. Its memory, which never shrinks, comes to hold a bit a pixel of the largest picture (8 MB at 8192x8192) and
 * at most 4 MB of bands and chunks; more where 32 rows or one column are more.
 */
export const runKernels: Kernels<RunKernels> = loadKernels("run_lengths");

/**
 * Numbers that are handed over at once. What is written of them stays so short that V8 keeps it where garbage is collected
 * often, and the memory is used again.
 */
export const CHUNK = 1 << 14;

// What is ASCII is UTF-8, which Deno decodes several times as fast as Latin-1.
export const ascii = new TextDecoder();
export const encoder = new TextEncoder();

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
