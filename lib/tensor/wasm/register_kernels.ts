import * as tf from "@tensorflow/tfjs-core";
import { conv2dBackpropFilter } from "./conv2d_backprop_filter.ts";
import { conv2dBackpropInput } from "./conv2d_backprop_input.ts";
import { conv3dBackpropFilter } from "./conv3d_backprop_filter.ts";
import { conv3dBackpropInput } from "./conv3d_backprop_input.ts";
import { depthwiseBackpropFilter } from "./depthwise_backprop_filter.ts";
import { depthwiseBackpropInput } from "./depthwise_backprop_input.ts";
import { unsortedSegmentSum } from "./unsorted_segment_sum.ts";

let registered = false;

/**
 * Registers the kernels that training needs and the wasm backend lacks, a faster one for what it has as a scalar loop,
 * and a right one for what it has wrong; again is harmless. The backend's own kernels must be registered before.
 */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  register(tf.Conv2DBackpropFilter, conv2dBackpropFilter);
  register(tf.UnsortedSegmentSum, unsortedSegmentSum);
  register(tf.DepthwiseConv2dNativeBackpropFilter, depthwiseBackpropFilter);
  register(tf.DepthwiseConv2dNativeBackpropInput, depthwiseBackpropInput);
  replace(tf.Conv2DBackpropInput, conv2dBackpropInput);
  replace(tf.Conv3DBackpropFilterV2, conv3dBackpropFilter);
  replace(tf.Conv3DBackpropInputV2, conv3dBackpropInput);
}

function register(kernelName: string, kernelFunc: tf.KernelFunc): void {
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc });
}

function replace(kernelName: string, kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel(kernelName, "wasm");
  register(kernelName, kernelFunc);
}
