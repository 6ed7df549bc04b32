/** What encoders, decoders and heads are built of. */
export * from "./conv_bias.ts";
export * from "./conv_norm_activation.ts";
export * from "./double_conv.ts";
export * from "./layer.ts";
export * from "./mb_conv.ts";
export * from "./norm.ts";
export * from "./scse.ts";
export * from "./squeeze_excite.ts";
