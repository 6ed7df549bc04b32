import * as tf from "@tensorflow/tfjs-core";
import { conv2dBackpropFilter } from "./conv2d_backprop_filter.ts";
import { conv2dBackpropInput } from "./conv2d_backprop_input.ts";
import { unsortedSegmentSum } from "./unsorted_segment_sum.ts";

let registered = false;

/**
 * Registers the kernels that training needs and the wasm backend lacks, and a faster one for what it has as a scalar
 * loop; again is harmless. The backend's own kernels must be registered before.
 */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  register(tf.Conv2DBackpropFilter, conv2dBackpropFilter);
  register(tf.UnsortedSegmentSum, unsortedSegmentSum);
  tf.unregisterKernel(tf.Conv2DBackpropInput, "wasm");
  register(tf.Conv2DBackpropInput, conv2dBackpropInput);
}

function register(kernelName: string, kernelFunc: tf.KernelFunc): void {
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc });
}
