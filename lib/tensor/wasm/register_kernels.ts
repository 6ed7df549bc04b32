import * as tf from "@tensorflow/tfjs-core";
import { conv2dBackpropFilter } from "./conv2d_backprop_filter.ts";
import { unsortedSegmentSum } from "./unsorted_segment_sum.ts";

let registered = false;

/** Registers the kernels that training needs and the wasm backend lacks; again is harmless. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: "wasm",
    kernelFunc: conv2dBackpropFilter,
  });
  tf.registerKernel({
    kernelName: tf.UnsortedSegmentSum,
    backendName: "wasm",
    kernelFunc: unsortedSegmentSum,
  });
}
