/** Losses on logits. */
export * from "./binary_cross_entropy.ts";
export * from "./boundary_cross_entropy.ts";
export * from "./build_loss.ts";
export * from "./consistency.ts";
export * from "./cross_entropy.ts";
export * from "./dice.ts";
export * from "./focal.ts";
export * from "./jaccard.ts";
export * from "./loss.ts";
export { lovaszHinge } from "./lovasz_hinge.ts";
export * from "./lovasz_softmax.ts";
export * from "./margin.ts";
export * from "./pixel_cross_entropy.ts";
export * from "./symmetric_lovasz.ts";
export * from "./tversky.ts";
export * from "./weighted_binary_cross_entropy.ts";
