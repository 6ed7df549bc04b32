/** Networks: encoders x decoders x heads by the names of timm and segmentation_models.pytorch. */
export * from "./any_size.ts";
export * from "./build_model.ts";
export type {
  Decoder,
  DecoderDefinition,
  DecoderInputs,
  DecoderOptions,
} from "./decoders/decoder.ts";
export * from "./describe_model.ts";
export * from "./encoder_decoder.ts";
export type {
  Encoder,
  EncoderBuilder,
  FeatureSpec,
} from "./encoders/encoder.ts";
export * from "./heads/probabilities.ts";
export * from "./layers_model/mod.ts";
export * from "./lite_classifier.ts";
export * from "./model.ts";
export type { NetworkPart, PartOutput } from "./network_parts.ts";
export {
  type InitialValues,
  type ParameterLayout,
  type ParameterRole,
  type ParameterSpec,
  seededValues,
} from "./parameters/mod.ts";
export * from "./registry.ts";
export * from "./unet.ts";
