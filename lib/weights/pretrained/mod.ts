/** Weights of ImageNet. */
export * from "./encoder_files.ts";
export * from "./lite_names.ts";
export * from "./load_encoder.ts";
export * from "./pretrained_path.ts";
