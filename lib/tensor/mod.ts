/** The TensorFlow backend, its raw operations with their gradients, and the tensor file format. */
export * as tf from "@tensorflow/tfjs-core";
export * from "./activations/mod.ts";
export * from "./backend.ts";
export * from "./bias_add.ts";
export * from "./binding.ts";
export * from "./conv2d.ts";
export * from "./conv_norm_relu.ts";
export * from "./gradients.ts";
export * from "./max_pool2d.ts";
export * from "./norms/mod.ts";
export * from "./safetensors.ts";
export * from "./stored_variables.ts";
export * from "./upsample_nearest.ts";
