// TensorFlow's own convolutions with their gradients. They are registered as kernels of tfjs and not wrapped in
// tf.customGrad, because tfjs asks a kernel only for the gradients that are needed: the first layer's input has none.
import * as tf from "@tensorflow/tfjs-core";
import {
  executeSingle,
  intAttribute,
  type OperationAttribute,
  stringAttribute,
  typeAttribute,
} from "../binding.ts";
import type { KernelWindow } from "./pad_input.ts";

/** A convolution and its transpose; gradients flow to both inputs. */
export interface Convolution {
  /** Convolves x. */
  forward(x: tf.Tensor, filter: tf.Tensor, window: KernelWindow): tf.Tensor;
  /** The transpose: from the shape of `forward`'s output to that of its input, which must be given. */
  backward(
    y: tf.Tensor,
    filter: tf.Tensor,
    window: KernelWindow,
    inputShape: readonly number[],
  ): tf.Tensor;
}

/** TensorFlow's names of one kind of convolution. */
export interface Operations {
  readonly forward: string;
  readonly toInput: string;
  readonly toFilter: string;
  readonly layout: "NHWC" | "NDHWC";
}

/** Convolution by TensorFlow's own kernels. */
export interface NativeConvolution extends Convolution {
  readonly operations: Operations;
  /** What `forward` runs, with its gradients. */
  readonly kernel: Kernel<KernelWindow>;
}

/** Convolution of images; groups follow from the filter's shape. */
export const nativeConv2d: NativeConvolution = define({
  forward: "Conv2D",
  toInput: "Conv2DBackpropInput",
  toFilter: "Conv2DBackpropFilter",
  layout: "NHWC",
});

/** Convolution of each channel by its own filters. */
export const nativeDepthwiseConv2d: NativeConvolution = define({
  forward: "DepthwiseConv2dNative",
  toInput: "DepthwiseConv2dNativeBackpropInput",
  toFilter: "DepthwiseConv2dNativeBackpropFilter",
  layout: "NHWC",
});

/** Convolution of volumes. */
export const nativeConv3d: NativeConvolution = define({
  forward: "Conv3D",
  toInput: "Conv3DBackpropInputV2",
  toFilter: "Conv3DBackpropFilterV2",
  layout: "NDHWC",
});

function define(operations: Operations): NativeConvolution {
  const execute = (
    name: string,
    window: KernelWindow,
    inputs: tf.Tensor[],
  ): tf.Tensor =>
    executeSingle(name, attributesOf(window, operations.layout), inputs);
  const convolve = (x: tf.Tensor, filter: tf.Tensor, window: KernelWindow) =>
    execute(operations.forward, window, [x, filter]);
  const toInput = (
    shape: number[],
    filter: tf.Tensor,
    dy: tf.Tensor,
    window: KernelWindow,
  ) =>
    tf.tidy(() =>
      execute(operations.toInput, window, [sizes(shape), filter, dy])
    );
  const toFilter = (
    x: tf.Tensor,
    shape: number[],
    dy: tf.Tensor,
    window: KernelWindow,
  ) =>
    tf.tidy(() => execute(operations.toFilter, window, [x, sizes(shape), dy]));

  const kernel: Kernel<KernelWindow> = {
    value: convolve,
    toX: (dy, x, filter, window) => toInput(x.shape, filter, dy, window),
    toFilter: (dy, x, filter, window) => toFilter(x, filter.shape, dy, window),
  };
  const forward = register(`segbook/${operations.forward}`, kernel);
  const backward = register<KernelWindow & { inputShape: number[] }>(
    `segbook/${operations.toInput}`,
    {
      value: (y, filter, window) =>
        toInput(window.inputShape, filter, y, window),
      toX: (dx, _y, filter, window) => convolve(dx, filter, window),
      toFilter: (dx, y, filter, window) =>
        toFilter(dx, filter.shape, y, window),
    },
  );
  return {
    operations,
    kernel,
    forward,
    backward: (y, filter, window, inputShape) =>
      backward(y, filter, { ...window, inputShape: [...inputShape] }),
  };
}

const sizes = (shape: number[]): tf.Tensor => tf.tensor1d(shape, "int32");

/** The attributes that all of these operations take. */
export function attributesOf(
  { strides, dilations, mode }: KernelWindow,
  layout: string,
): OperationAttribute[] {
  return [
    typeAttribute("T", "float32"),
    intAttribute("strides", [1, ...strides, 1]),
    intAttribute("dilations", [1, ...dilations, 1]),
    stringAttribute("data_format", layout),
    stringAttribute("padding", mode),
  ];
}

/** A kernel of an input and a filter, and its gradients to both. */
export interface Kernel<A> {
  value(x: tf.Tensor, filter: tf.Tensor, attributes: A): tf.Tensor;
  toX(
    dy: tf.Tensor,
    x: tf.Tensor,
    filter: tf.Tensor,
    attributes: A,
  ): tf.Tensor;
  toFilter(
    dy: tf.Tensor,
    x: tf.Tensor,
    filter: tf.Tensor,
    attributes: A,
  ): tf.Tensor;
}

/** Makes a kernel and its gradients known to tfjs, and gives the function that runs it. */
export function register<A extends tf.NamedAttrMap>(
  kernelName: string,
  kernel: Kernel<A>,
): Kernel<A>["value"] {
  tf.registerKernel({
    kernelName,
    backendName: "tensorflow",
    kernelFunc({ inputs, attrs }) {
      const { x, filter } = inputs as { x: tf.Tensor; filter: tf.Tensor };
      return kernel.value(x, filter, attrs as A);
    },
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: ["x", "filter"],
    gradFunc(upstream, saved, attrs) {
      const dy = upstream as tf.Tensor;
      const [x, filter] = saved as [tf.Tensor, tf.Tensor];
      return {
        x: () => kernel.toX(dy, x, filter, attrs as A),
        filter: () => kernel.toFilter(dy, x, filter, attrs as A),
      };
    },
  });
  return (x, filter, attributes) =>
    tf.engine().runKernel(kernelName, { x, filter }, attributes);
}
