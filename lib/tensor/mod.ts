/** The TensorFlow backend, its raw operations with their gradients, and the tensor file format. */
export * as tf from "@tensorflow/tfjs-core";
export * from "./activations/mod.ts";
export * from "./backend.ts";
export * from "./bias_add.ts";
export * from "./binding.ts";
export * from "./convolutions/mod.ts";
export * from "./element_type.ts";
export * from "./gather.ts";
export * from "./gradients.ts";
export * from "./graph/mod.ts";
export * from "./hand_over.ts";
export * from "./norms/mod.ts";
export * from "./pooling/mod.ts";
export * from "./regularization/mod.ts";
export * from "./resize/mod.ts";
export * from "./safetensors/mod.ts";
export * from "./stored_variables.ts";
export * from "./warp/mod.ts";
