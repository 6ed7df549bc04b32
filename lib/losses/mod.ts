/** Losses on logits. */
export * from "./binary_cross_entropy.ts";
export * from "./build_loss.ts";
export * from "./focal.ts";
export * from "./soft_dice.ts";
