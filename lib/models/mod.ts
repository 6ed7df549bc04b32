/** Networks. */
export * from "./build_model.ts";
export * from "./model.ts";
export * from "./unet.ts";
