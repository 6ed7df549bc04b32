/** The network. */
export type ModelRecipe = PlainUnetRecipe | EncoderDecoderRecipe;

/** U-Net with convolution, normalisation, ReLU twice a level. */
export interface PlainUnetRecipe {
  readonly name: "unet";
  /** Channels of each level, from the full resolution down. */
  readonly widths: readonly number[];
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
