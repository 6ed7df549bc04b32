/**
 * Zeros around an image: the same number everywhere, one number an axis, a pair (before, after) an axis, or `"same"`,
 * which is TensorFlow's: as many as make the output `ceil(size / stride)`, an odd one after the image.
 */
export type Padding<Numbers, Pairs> = number | Numbers | Pairs | "same";

/** A number for rows and one for columns. */
export type Numbers2d = readonly [rows: number, columns: number];
/** A number for slices, one for rows and one for columns. */
export type Numbers3d = readonly [
  depth: number,
  rows: number,
  columns: number,
];
/** Zeros before and after the image along an axis. */
export type PaddingPair = readonly [before: number, after: number];
/** Padding of an image. */
export type Padding2d = Padding<
  Numbers2d,
  readonly [rows: PaddingPair, columns: PaddingPair]
>;
/** Padding of a volume. */
export type Padding3d = Padding<
  Numbers3d,
  readonly [depth: PaddingPair, rows: PaddingPair, columns: PaddingPair]
>;

/** How a filter goes over an axis. */
export interface ConvOutputSizeOptions {
  /** Pixels from one place of the filter to the next. @default {1} */
  readonly stride?: number;
  /** Zeros on each side, or before and after, or TensorFlow's "same". @default {0} */
  readonly padding?: number | PaddingPair | "same";
  /** Pixels from one number of the filter to the next. @default {1} */
  readonly dilation?: number;
}

/**
 * How many places a filter has along an axis: `floor((size + padding - span) / stride) + 1`, where the filter spans
 * `(kernel - 1) * dilation + 1` pixels.
 *
 * @param size Pixels of the image along the axis.
 * @param kernel Numbers of the filter along the axis.
 * @param options Stride, padding, dilation; PyTorch's defaults.
 * @returns Pixels of the output along the axis, at least 1.
 * @throws {Error} Where the filter does not fit into the padded image, or where a number is not a fitting integer.
 *
 * @example
 * ```ts
 * import { convOutputSize } from "./window.ts";
 *
 * if (convOutputSize(256, 3, { stride: 2, padding: 1 }) !== 128) throw new Error();
 * if (convOutputSize(7, 3, { stride: 2, padding: "same" }) !== 4) throw new Error();
 * ```
 */
export function convOutputSize(
  size: number,
  kernel: number,
  options: ConvOutputSizeOptions = {},
): number {
  const { stride = 1, padding = 0, dilation = 1 } = options;
  return axisWindow("size", { size, kernel, stride, padding, dilation }).output;
}

/** A filter's way along one axis. */
export interface AxisWindow {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before the image. */
  readonly before: number;
  /** Zeros after the image that the filter meets; negative where it does not come to the last pixels. */
  readonly after: number;
  readonly output: number;
}

interface AxisOptions extends Required<ConvOutputSizeOptions> {
  readonly size: number;
  readonly kernel: number;
}

function axisWindow(axis: string, options: AxisOptions): AxisWindow {
  const { size, kernel, stride, padding, dilation } = options;
  requireInteger(axis, size, 1);
  requireInteger(`filter's ${axis}`, kernel, 1);
  requireInteger("stride", stride, 1);
  requireInteger("dilation", dilation, 1);
  const span = (kernel - 1) * dilation + 1;
  const window = (before: number, output: number): AxisWindow => {
    const after = (output - 1) * stride + span - size - before;
    return { size, stride, dilation, before, after, output };
  };
  if (padding === "same") {
    const output = Math.ceil(size / stride);
    const zeros = Math.max(window(0, output).after, 0);
    return window(Math.floor(zeros / 2), output);
  }
  const [before, behind] = typeof padding === "number"
    ? [padding, padding]
    : padding;
  requireInteger("padding", before, 0);
  requireInteger("padding", behind, 0);
  const padded = size + before + behind;
  if (padded < span) {
    throw new Error(
      `Cannot convolve: the ${axis} with its padding must be at least ${span} (the filter's span), current value is ${padded}`,
    );
  }
  return window(before, Math.floor((padded - span) / stride) + 1);
}

/** Refuses what is not an integer of at least the given one. */
export function requireInteger(
  what: string,
  value: number,
  least: number,
): void {
  if (!Number.isInteger(value) || value < least) {
    throw new Error(
      `Cannot convolve: the ${what} must be an integer of at least ${least}, current value is ${value}`,
    );
  }
}

/** What the last axes before the channels are called in messages. */
export function axisNames(axes: number): string[] {
  return ["depth", "height", "width"].slice(-axes);
}

/** Stride, padding and dilation in any number of dimensions. */
export interface SpatialOptions {
  readonly stride?: number | readonly number[];
  readonly padding?:
    | number
    | readonly number[]
    | readonly PaddingPair[]
    | "same";
  readonly dilation?: number | readonly number[];
}

/** The filter's way along each spatial axis, the last of which is the width. */
export function windowOf(
  sizes: readonly number[],
  kernels: readonly number[],
  options: SpatialOptions,
): AxisWindow[] {
  const { padding = 0 } = options;
  const strides = perAxis(options.stride ?? 1, sizes.length, "stride");
  const dilations = perAxis(options.dilation ?? 1, sizes.length, "dilation");
  const paddings = padding === "same"
    ? sizes.map(() => padding)
    : perAxis<number | PaddingPair>(padding, sizes.length, "padding");
  return sizes.map((size, i) =>
    axisWindow(axisNames(sizes.length)[i]!, {
      size,
      kernel: kernels[i]!,
      stride: strides[i]!,
      padding: paddings[i]!,
      dilation: dilations[i]!,
    })
  );
}

/** One value for each axis from one for all or a list. */
export function perAxis<T>(
  value: number | readonly T[],
  axes: number,
  what: string,
): (T | number)[] {
  if (typeof value === "number") {
    return Array.from({ length: axes }, () => value);
  }
  if (value.length !== axes) {
    throw new Error(
      `Cannot convolve: the ${what} must be one number or ${axes}, current value is a list of ${value.length}`,
    );
  }
  return [...value];
}
