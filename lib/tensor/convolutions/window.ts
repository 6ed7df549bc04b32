import * as tf from "@tensorflow/tfjs-core";

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
  const after = (output: number, before: number) =>
    (output - 1) * stride + span - size - before;
  if (padding === "same") {
    const output = Math.ceil(size / stride);
    const before = Math.floor(Math.max(after(output, 0), 0) / 2);
    return {
      size,
      stride,
      dilation,
      before,
      after: after(output, before),
      output,
    };
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
  const output = Math.floor((padded - span) / stride) + 1;
  return {
    size,
    stride,
    dilation,
    before,
    after: after(output, before),
    output,
  };
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

const AXIS_NAMES = ["depth", "height", "width"];

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
    axisWindow(AXIS_NAMES.slice(-sizes.length)[i]!, {
      size,
      kernel: kernels[i]!,
      stride: strides[i]!,
      padding: paddings[i]!,
      dilation: dilations[i]!,
    })
  );
}

/** Options of a transposed convolution in any number of dimensions, but for the groups. */
export interface TransposeOptions {
  readonly stride?: number | readonly number[];
  readonly padding?: number | readonly number[];
  readonly outputPadding?: number | readonly number[];
  readonly dilation?: number | readonly number[];
}

/** The windows of the convolution whose transpose is wanted: its input is what is to be made, its output is there. */
export function transposedWindow(
  outputs: readonly number[],
  kernels: readonly number[],
  options: TransposeOptions,
): AxisWindow[] {
  const { length } = outputs;
  const strides = perAxis(options.stride ?? 1, length, "stride");
  const paddings = perAxis(options.padding ?? 0, length, "padding");
  const extras = perAxis(options.outputPadding ?? 0, length, "output padding");
  const dilations = perAxis(options.dilation ?? 1, length, "dilation");
  return outputs.map((output, i) => {
    const [stride, padding] = [strides[i]!, paddings[i]!];
    const [extra, dilation] = [extras[i]!, dilations[i]!];
    requireInteger("stride", stride, 1);
    requireInteger("padding", padding, 0);
    requireInteger("output padding", extra, 0);
    requireInteger("dilation", dilation, 1);
    if (extra >= Math.max(stride, dilation)) {
      throw new Error(
        `Cannot convolve: the output padding must be less than ${
          Math.max(stride, dilation)
        } (the stride or the dilation), current value is ${extra}`,
      );
    }
    const reached = (output - 1) * stride + (kernels[i]! - 1) * dilation + 1;
    const size = reached - 2 * padding + extra;
    const axis = AXIS_NAMES.slice(-length)[i]!;
    if (size < 1) {
      throw new Error(
        `Cannot convolve: the output's ${axis} must be at least 1, current value is ${size}: ` +
          `${output} pixels reach ${reached}, of which the padding takes ${
            2 * padding
          }`,
      );
    }
    const after = reached - padding - size;
    return { size, stride, dilation, before: padding, after, output };
  });
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

/** The two paddings for which kernels are made. */
export type PaddingMode = "SAME" | "VALID";

/**
 * The kernels' own padding that does what the window wants, where there is one. `VALID` first: where both are right,
 * nothing is padded.
 */
export function paddingMode(
  window: readonly AxisWindow[],
): PaddingMode | undefined {
  if (window.every(({ before, after }) => before === 0 && after <= 0)) {
    return "VALID";
  }
  const same = window.every(({ size, stride, before, after, output }) =>
    output === Math.ceil(size / stride) &&
    before === Math.floor(Math.max(before + after, 0) / 2)
  );
  return same ? "SAME" : undefined;
}

/** How a filter goes over an image, as a kernel takes it; a number an axis. */
export type KernelWindow = {
  readonly strides: number[];
  readonly dilations: number[];
  readonly mode: PaddingMode;
};

/** The window as a kernel takes it. */
export function kernelWindow(
  axes: readonly AxisWindow[],
  mode: KernelWindow["mode"],
): KernelWindow {
  return {
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    mode,
  };
}

/** An input as a kernel takes it. */
export interface PaddedInput<T extends tf.Tensor> {
  readonly x: T;
  readonly mode: PaddingMode;
}

/** Adds zeros only where neither of the kernels' own paddings is right. */
export function padInput<T extends tf.Tensor>(
  x: T,
  window: readonly AxisWindow[],
): PaddedInput<T> {
  const mode = paddingMode(window);
  return mode ? { x, mode } : { x: padZeros(x, window), mode: "VALID" };
}

/** Adds the zeros that the filter meets, so that `VALID` is right. */
export function padZeros<T extends tf.Tensor>(
  x: T,
  window: readonly AxisWindow[],
): T {
  if (window.every(({ before, after }) => before === 0 && after <= 0)) return x;
  return tf.pad(x, [
    [0, 0],
    ...window.map(({ before, after }): [number, number] => [
      before,
      Math.max(after, 0),
    ]),
    [0, 0],
  ]);
}
