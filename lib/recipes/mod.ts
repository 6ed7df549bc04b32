export * from "./loss_term.ts";
export * from "./parse_recipe.ts";
export * from "./recipe.ts";
export * from "./registry.ts";
export * from "./smoke_recipe.ts";
export * from "./unet_baseline.ts";
