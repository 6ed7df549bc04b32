import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "../binding.ts";
import { dilated, inGroups } from "./compositions.ts";
import {
  type Convolution,
  nativeConv2d,
  type NativeConvolution,
} from "./native_kernels.ts";
import { kernelsTake } from "./native_support.ts";
import { kernelWindow, paddingMode, padInput, padZeros } from "./pad_input.ts";
import { spaceOut } from "./space_out.ts";
import {
  transposedWindow,
  type TransposeOptions,
} from "./transposed_window.ts";
import {
  winogradConv2d,
  winogradFilterConv2d,
  winogradUse,
} from "./winograd.ts";
import {
  type AxisWindow,
  requireInteger,
  type SpatialOptions,
  windowOf,
} from "./window.ts";

/** One kind of convolution by the kernels of each backend. */
export interface ConvolutionKind {
  readonly native: NativeConvolution;
  readonly portable: Convolution;
}

/** Options of a convolution in any number of dimensions. */
export interface GeneralConvOptions extends SpatialOptions {
  readonly groups?: number;
}

/** Options of a transposed convolution in any number of dimensions. */
export interface GeneralTransposeOptions extends TransposeOptions {
  readonly groups?: number;
}

/** A convolution of any kind; see `conv2d`. */
export function convolve(
  { native, portable }: ConvolutionKind,
  x: tf.Tensor,
  filter: tf.Tensor,
  options: GeneralConvOptions,
): tf.Tensor {
  const { groups = 1 } = options;
  checkChannels(x, filter, groups, filter.shape[filter.rank - 2]! * groups);
  const axes = windowOf(
    x.shape.slice(1, -1),
    filter.shape.slice(0, -2),
    options,
  );
  const dilates = axes.some(({ dilation }) => dilation > 1);
  if (isNative() && runsWhole(native, groups, dilates)) {
    const { x: padded, mode } = padInput(x, axes);
    const window = kernelWindow(axes, mode);
    if (native !== nativeConv2d) return native.forward(padded, filter, window);
    const use = winogradUse(padded, filter, window);
    if (use === "all") return winogradConv2d(padded, filter, {});
    return use === "none"
      ? native.forward(padded, filter, window)
      : winogradFilterConv2d(padded, filter, { ...window });
  }
  const { forward } = isNative() ? native : portable;
  const alone = (input: tf.Tensor, weight: tf.Tensor): tf.Tensor => {
    if (dilates) {
      const window = kernelWindow(axes, "VALID");
      return dilated(padZeros(input, axes), weight, window, forward);
    }
    const { x: padded, mode } = padInput(input, axes);
    return forward(padded, weight, kernelWindow(axes, mode));
  };
  if (groups === 1) return alone(x, filter);
  return inGroups(x, filter, groups, filter.rank - 1, alone);
}

/** A transposed convolution of any kind; see `conv2dTranspose`. */
export function convolveTransposed(
  { native, portable }: ConvolutionKind,
  x: tf.Tensor,
  filter: tf.Tensor,
  options: GeneralTransposeOptions,
): tf.Tensor {
  const { groups = 1 } = options;
  checkChannels(x, filter, groups, filter.shape[filter.rank - 1]!);
  const axes = transposedWindow(
    x.shape.slice(1, -1),
    filter.shape.slice(0, -2),
    options,
  );
  const dilates = axes.some(({ dilation }) => dilation > 1);
  if (isNative() && runsWhole(native, groups, dilates)) {
    return spread(native, x, filter, axes, groups);
  }
  const kernels = isNative() ? native : portable;
  const alone = (input: tf.Tensor, weight: tf.Tensor): tf.Tensor => {
    if (!dilates) return spread(kernels, input, weight, axes, 1);
    const spaced = spaceOut(weight, axes.map(({ dilation }) => dilation));
    const plain = axes.map((axis) => ({ ...axis, dilation: 1 }));
    return spread(kernels, input, spaced, plain, 1);
  };
  if (groups === 1) return alone(x, filter);
  return inGroups(x, filter, groups, filter.rank - 1, alone);
}

/** Runs the transposed kernel, and cuts off or adds what its own paddings cannot. */
function spread(
  { backward }: Convolution,
  y: tf.Tensor,
  filter: tf.Tensor,
  axes: readonly AxisWindow[],
  groups: number,
): tf.Tensor {
  const shapeOf = (sizes: readonly number[]) => [
    y.shape[0]!,
    ...sizes,
    filter.shape[filter.rank - 2]! * groups,
  ];
  const mode = paddingMode(axes);
  if (mode && axes.every(({ after, stride }) => after > -stride)) {
    const shape = shapeOf(axes.map(({ size }) => size));
    return backward(y, filter, kernelWindow(axes, mode), shape);
  }
  // Everything that a number of y reaches, of which the padding is cut off then.
  const reached = axes.map(({ size, before, after }) => before + size + after);
  const window = kernelWindow(axes, "VALID");
  const all = backward(y, filter, window, shapeOf(reached));
  const inside = axes.map(({ size, after }) => size + Math.min(after, 0));
  const begin = [0, ...axes.map(({ before }) => before), 0];
  const cut = tf.slice(all, begin, shapeOf(inside));
  if (axes.every(({ after }) => after >= 0)) return cut;
  return tf.pad(cut, [
    [0, 0],
    ...axes.map(({ after }): [number, number] => [0, Math.max(-after, 0)]),
    [0, 0],
  ]);
}

/** False where TensorFlow's kernels have no gradient here for what is asked of them. */
function runsWhole(
  { operations }: NativeConvolution,
  groups: number,
  dilates: boolean,
): boolean {
  return (groups === 1 || kernelsTake("groups", operations)) &&
    (!dilates || kernelsTake("dilation", operations));
}

function checkChannels(
  x: tf.Tensor,
  filter: tf.Tensor,
  groups: number,
  wanted: number,
): void {
  const axes = filter.rank - 2;
  if (x.rank !== filter.rank) {
    throw new Error(
      `Cannot convolve: the input must have ${filter.rank} axes (batch, ${axes} sides, channels), current shape is ${
        x.shape.join("x")
      }`,
    );
  }
  requireInteger("groups", groups, 1);
  const channels = x.shape[axes + 1]!;
  if (channels !== wanted) {
    throw new Error(
      `Cannot convolve: the input must have ${wanted} channels for a filter of ${
        filter.shape.join("x")
      } in ${groups} groups, current value is ${channels}`,
    );
  }
  const last = filter.shape[axes + 1]!;
  if (last % groups !== 0) {
    throw new Error(
      `Cannot convolve: the filter's last axis must be a multiple of ${groups} (groups), current value is ${last}`,
    );
  }
}
