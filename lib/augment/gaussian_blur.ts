import type { RasterImage } from "../core/mod.ts";
import { reflectIndex } from "./reflect_index.ts";

/** Weights of a sampled normal density out to three deviations, summing to 1. */
function gaussianKernel(deviation: number): Float64Array {
  const radius = Math.ceil(3 * deviation);
  const kernel = Float64Array.from(
    { length: 2 * radius + 1 },
    (_, i) => Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

/** Blurs along one axis; `stride` separates neighbours, `length` is their number, `lines` starts every line. */
function blurLines(
  source: Float32Array,
  kernel: Float64Array,
  length: number,
  stride: number,
  lines: Iterable<number>,
): Float32Array {
  const radius = kernel.length >> 1;
  const result = new Float32Array(source.length);
  const indices = Int32Array.from(
    { length: length + 2 * radius },
    (_, i) => reflectIndex(i - radius, length) * stride,
  );
  for (const start of lines) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) {
        sum += kernel[k]! * source[start + indices[i + k]!]!;
      }
      result[start + i * stride] = sum;
    }
  }
  return result;
}

/**
 * Blurs with a Gaussian, rows then columns, mirrored at the border and rounded: `cv2.GaussianBlur` with
 * `BORDER_REFLECT_101` and a kernel of `2 ceil(3 deviation) + 1`.
 *
 * @param image Values 0 to 255; left as it is.
 * @param deviation Standard deviation of the kernel, pixels; 0 changes nothing.
 *
 * @example
 * ```ts
 * import { gaussianBlur } from "./gaussian_blur.ts";
 *
 * const image = { data: new Uint8Array([0, 0, 90, 0, 0]), width: 5, height: 1, channels: 1 as const };
 * const { data } = gaussianBlur(image, 0.5);
 * if (data[1] !== data[3] || !(data[2]! > data[1]! && data[1]! > 0)) throw new Error();
 * ```
 */
export function gaussianBlur(
  image: RasterImage,
  deviation: number,
): RasterImage {
  if (deviation === 0) return image;
  const { width, height, channels } = image;
  const kernel = gaussianKernel(deviation);
  const rowStarts = function* () {
    for (let y = 0; y < height; y++) {
      for (let k = 0; k < channels; k++) yield y * width * channels + k;
    }
  };
  const columnStarts = function* () {
    for (let i = 0; i < width * channels; i++) yield i;
  };
  const rows = blurLines(
    Float32Array.from(image.data),
    kernel,
    width,
    channels,
    rowStarts(),
  );
  const both = blurLines(
    rows,
    kernel,
    height,
    width * channels,
    columnStarts(),
  );
  return { ...image, data: Uint8Array.from(both, (value) => value + 0.5) };
}
