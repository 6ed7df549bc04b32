import type { Mask } from "../../core/mod.ts";
import { BAND } from "../../simd/mod.ts";
import { runKernels } from "./run_kernels.ts";

/** In which order the pixels are counted: along rows (UW-Madison), or down columns (SIIM-ACR, COCO, most of Kaggle). */
export type PixelOrder = "rows" | "columns";

/** Bytes of which none are written where all are 0. */
const PAGE = 4096;

/** Rows of a picture that are handed over at once, in multiples of 32. */
function bandRows(width: number, height: number): number {
  const rows = Math.min(Math.floor(BAND / width), height);
  return 32 * Math.max(Math.ceil(rows / 32), 1);
}

/** Bytes that a band of either order needs. */
export function bandBytes(
  width: number,
  height: number,
  order: PixelOrder,
): number {
  return order === "rows"
    ? Math.min(BAND, width * height)
    : width * bandRows(width, height);
}

/** Packs a mask along rows, without a gap. */
export function packRows({ data }: Mask, band: number, bits: number): void {
  const { call } = runKernels;
  for (let first = 0; first < data.length; first += BAND) {
    const pixels = data.subarray(first, first + BAND);
    runKernels.bytes(band, pixels.length).set(pixels);
    call.packBytes(band, pixels.length, 1, bits + first / 8);
  }
}

/** Packs a mask down columns, each of `stride` bytes. */
export function packColumns(
  { data, width, height }: Mask,
  band: number,
  bits: number,
  stride: number,
): void {
  const { call } = runKernels;
  const rows = bandRows(width, height);
  for (let y = 0; y < height; y += rows) {
    const pixels = data.subarray(y * width, (y + rows) * width);
    runKernels.bytes(band, pixels.length).set(pixels);
    call.packColumns(
      band,
      width,
      Math.min(rows, height - y),
      bits + y / 8,
      stride,
    );
  }
}

/** Writes bits in either order, without a gap, to a mask of 0. */
export function unpackMask(
  { data, width, height }: Mask,
  order: PixelOrder,
  bits: number,
  band: number,
  words: number,
): void {
  const { call } = runKernels;
  if (order === "rows") {
    for (let first = 0; first < data.length; first += BAND) {
      const pixels = Math.min(BAND, data.length - first);
      call.unpackBits(bits + first / 8, pixels, 1, band);
      copyBytes(band, pixels, data, first);
    }
    return;
  }
  const rows = bandRows(width, height);
  for (let y = 0; y < height; y += rows) {
    const here = Math.min(rows, height - y);
    call.unpackColumns(bits, width, height, y, here, words, band);
    copyBytes(band, here * width, data, y * width);
  }
}

/**
 * Copies to a buffer of 0. Of one that is new the system has given only addresses yet; what stays blank takes neither time
 * nor memory.
 */
function copyBytes(
  from: number,
  length: number,
  data: Uint8Array,
  to: number,
): void {
  for (let first = 0; first < length; first += PAGE) {
    const bytes = Math.min(PAGE, length - first);
    if (runKernels.call.isBlank(from + first, bytes)) continue;
    data.set(runKernels.bytes(from + first, bytes), to + first);
  }
}
