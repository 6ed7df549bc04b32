/** Weights to and from PyTorch: files, names and layouts. */
export * from "./adapt_first_convolution.ts";
export * from "./decode_weights.ts";
export * from "./hash_weights.ts";
export * from "./load_state_dict.ts";
export * from "./load_weights.ts";
export * from "./pretrained/mod.ts";
export * from "./read_weights.ts";
export * from "./save_weights.ts";
export * from "./state_dict.ts";
export * from "./weight_layout.ts";
export type { WeightedModel } from "./weighted_model.ts";
