/** Dropout and its kin, drawn from (seed, layer, step). */
export * from "./channel_dropout.ts";
export type { DrawKey } from "./draw_key.ts";
export * from "./draw_uniform.ts";
export * from "./drop_path.ts";
export * from "./dropout.ts";
