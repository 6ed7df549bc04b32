/** The network. */
export type ModelRecipe = PlainUnetRecipe | EncoderDecoderRecipe;

/** U-Net with convolution, normalisation, ReLU twice a level. */
export interface PlainUnetRecipe {
  readonly name: "unet";
  /** Channels of each level, from the full resolution down. */
  readonly widths: readonly number[];
}

/**
 * A normalisation: `batch`; `frozen_batch`, with the statistics, weight and bias that were loaded, not trained; `group`,
 * of 32 groups where the channels allow it; `instance`; `layer`, a group normalisation of one group. All learn a weight
 * and a bias a channel (`frozen_batch` keeps them).
 */
export type NormName = typeof normNames[number];

/** Every normalisation. */
export const normNames = [
  "batch",
  "frozen_batch",
  "group",
  "instance",
  "layer",
] as const;

/** An activation: `leaky_relu` with a slope of 0.01 below 0; `swish` is PyTorch's SiLU. */
export type ActivationName = typeof activationNames[number];

/** Every activation. */
export const activationNames = [
  "relu",
  "relu6",
  "leaky_relu",
  "mish",
  "swish",
] as const;

/** segmentation_models.pytorch's `aux_params`: says of a whole image which classes are in it. */
export interface ClassificationHeadRecipe {
  /** Classes. @default those of the masks */
  readonly classes?: number;
  /** How the coarsest feature becomes one number a channel. @default "avg" */
  readonly pooling?: "avg" | "max";
  /** Probability of dropping each of these numbers while training, in [0, 1). @default 0.2 */
  readonly dropout?: number;
}

/** A network by the names of timm and segmentation_models.pytorch; lib/models/registry.ts lists them. */
export interface EncoderDecoderRecipe {
  /** The way down, as `efficientnet-b3`. */
  readonly encoder: string;
  /** The way up, as `unet`. */
  readonly decoder: string;
  /** Channels after each step up, from the coarsest on. @default the decoder's */
  readonly decoderChannels?: readonly number[];
  /** Attention inside the decoder. @default none */
  readonly attention?: "scse";
  /** Normalisation of the encoder. @default the encoder's, which is `batch` */
  readonly encoderNorm?: NormName;
  /** Activation of the encoder. @default the encoder's */
  readonly encoderActivation?: ActivationName;
  /** Normalisation of the decoder. @default the decoder's */
  readonly decoderNorm?: NormName;
  /** Activation of the decoder. @default the decoder's */
  readonly decoderActivation?: ActivationName;
  /**
   * Levels of the decoder that learn, the finest counted: each has logits of its own, and those of the coarser ones are
   * left out when the network predicts. Their losses are in `auxiliaryLoss`. @default the decoder's, 1 but for `team_1137`
   */
  readonly deepSupervision?: number;
  /** A head that classifies the whole image from the coarsest feature. @default none */
  readonly classificationHead?: ClassificationHeadRecipe;
  /**
   * Start from the encoder's ImageNet weights that `deno task pretrained` fetches; not beside `weights`.
   * @default initial weights drawn from the seed
   */
  readonly pretrained?: "imagenet";
  /**
   * Start from the encoder's weights in this file, a `.safetensors` or a `.pth` as timm, torchvision or
   * segmentation_models.pytorch have it; absolute, or relative to the project's folder; not beside `pretrained`.
   * @default initial weights drawn from the seed
   */
  readonly weights?: string;
}
