import type { RasterImage } from "../core/mod.ts";

/** Fixed-point digits of the weights: 32 bits, less 8 for the pixel and 2 for the sum to overshoot. */
const precision = 22;

/** For each output position the first input position, and the weights from there on. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly most: number;
}

/** A triangle as wide as the shrinking needs (never narrower than for 1:1), cut at the border and normalised. */
function triangleTaps(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const most = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * most);
  for (let x = 0; x < to; x++) {
    const centre = (x + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - support + 0.5));
    const high = Math.min(from, Math.trunc(centre + support + 0.5));
    const row: number[] = [];
    for (let i = low; i < high; i++) {
      // Divided through by multiplying with the reciprocal, as Pillow does, to agree in the last bit.
      const distance = Math.abs((i - centre + 0.5) * (1 / support));
      row.push(Math.max(0, 1 - distance));
    }
    const sum = row.reduce((a, b) => a + b, 0);
    first[x] = low;
    count[x] = row.length;
    row.forEach((weight, i) => {
      const share = sum === 0 ? weight : weight * (1 / sum);
      weights[x * most + i] = Math.trunc(0.5 + share * (1 << precision));
    });
  }
  return { first, count, weights, most };
}

/**
 * Resamples along one axis: `lines` lines of `to` pixels; a pixel's `channels` values lie side by side, pixels `step`
 * values apart, lines `lineIn` and `lineOut`.
 */
function resampleAxis(
  input: Uint8Array,
  taps: Taps,
  lines: number,
  channels: number,
  stepIn: number,
  stepOut: number,
  lineIn: number,
  lineOut: number,
  output: Uint8Array,
): void {
  const { first, count, weights, most } = taps;
  const half = 1 << (precision - 1);
  for (let line = 0; line < lines; line++) {
    for (let x = 0; x < first.length; x++) {
      const n = count[x]!;
      const w = x * most;
      const start = line * lineIn + first[x]! * stepIn;
      const target = line * lineOut + x * stepOut;
      for (let c = 0; c < channels; c++) {
        let sum = half;
        for (let i = 0, at = start + c; i < n; i++, at += stepIn) {
          sum += input[at]! * weights[w + i]!;
        }
        const value = sum >> precision;
        output[target + c] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}

function checkSize(width: number, height: number): void {
  for (const side of [width, height]) {
    if (!Number.isSafeInteger(side) || side < 1) {
      throw new RangeError(
        `Cannot resize: width and height must be positive integers, current value is ${width} x ${height}`,
      );
    }
  }
}

/**
 * Resizes a picture with a triangle filter that widens as it shrinks (antialiased bilinear): bit for bit what Pillow's
 * `resize(size, Resampling.BILINEAR)` gives.
 *
 * @param image The picture.
 * @param width Pixels a row of the result.
 * @param height Rows of the result.
 * @returns A new picture with the same channels.
 * @throws {RangeError} Where a side is not a positive integer.
 *
 * @example
 * ```ts
 * import { resizeImage } from "./resize_image.ts";
 *
 * const image = { data: new Uint8Array([0, 100, 200, 100]), width: 4, height: 1, channels: 1 } as const;
 * const { data } = resizeImage(image, 2, 1);
 * if (data.join() !== "71,143") throw new Error(data.join());
 * ```
 */
export function resizeImage(
  image: RasterImage,
  width: number,
  height: number,
): RasterImage {
  checkSize(width, height);
  const { channels } = image;
  let data = image.data;
  if (width !== image.width) {
    const wide = new Uint8Array(image.height * width * channels);
    const taps = triangleTaps(image.width, width);
    const [lineIn, lineOut] = [image.width * channels, width * channels];
    resampleAxis(
      data,
      taps,
      image.height,
      channels,
      channels,
      channels,
      lineIn,
      lineOut,
      wide,
    );
    data = wide;
  }
  if (height !== image.height) {
    const high = new Uint8Array(height * width * channels);
    const taps = triangleTaps(image.height, height);
    const row = width * channels;
    resampleAxis(data, taps, row, 1, row, row, 1, 1, high);
    data = high;
  }
  if (data === image.data) data = data.slice();
  return { data, width, height, channels };
}
