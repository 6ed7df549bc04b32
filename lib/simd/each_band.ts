/** Bytes of pixels that are handed to kernels at once, so that they stay in the processor's second cache. */
export const BAND = 1 << 18;

/**
 * Calls `work` for every few rows: as many as {@linkcode BAND} holds, and at least one.
 *
 * @param height Rows.
 * @param rowBytes Bytes of a row.
 * @param work Takes the first of the rows, and how many they are.
 *
 * @example
 * ```ts
 * import { BAND, eachBand } from "./each_band.ts";
 *
 * const bands: string[] = [];
 * eachBand(5, BAND / 2, (first, rows) => bands.push(`${first}+${rows}`));
 * if (bands.join() !== "0+2,2+2,4+1") throw new Error(bands.join());
 * ```
 */
export function eachBand(
  height: number,
  rowBytes: number,
  work: (first: number, rows: number) => void,
): void {
  const rows = bandRows(height, rowBytes);
  for (let first = 0; first < height; first += rows) {
    work(first, Math.min(rows, height - first));
  }
}

/** The most rows that {@linkcode eachBand} gives at once. */
export function bandRows(height: number, rowBytes: number): number {
  return Math.min(Math.max(Math.floor(BAND / rowBytes), 1), height);
}
