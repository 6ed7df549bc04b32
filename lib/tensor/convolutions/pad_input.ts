import * as tf from "@tensorflow/tfjs-core";
import type { AxisWindow } from "./window.ts";

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
  mode: PaddingMode,
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
