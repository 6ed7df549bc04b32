import {
  axisNames,
  type AxisWindow,
  perAxis,
  requireInteger,
} from "./window.ts";

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
    const axis = axisNames(length)[i]!;
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
