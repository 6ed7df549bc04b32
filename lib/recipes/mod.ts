export * from "./loss_term.ts";
export * from "./optimizer_recipe.ts";
export * from "./parse_recipe.ts";
export * from "./recipe.ts";
export * from "./registry.ts";
export * from "./schedule_recipe.ts";
export * from "./smoke_recipe.ts";
export * from "./unet_baseline.ts";
