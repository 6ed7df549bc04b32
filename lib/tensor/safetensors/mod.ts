/** Files of named tensors. */
export * from "./decode_safetensors.ts";
export * from "./encode_safetensors.ts";
export * from "./format_error.ts";
export * from "./number_format.ts";
export * from "./stored_tensor.ts";
