import { TORCH_NORM } from "../blocks/mod.ts";
import { TORCH_DEFAULT } from "../parameters/mod.ts";
import { doubleConvEncoder } from "./double_conv_encoder.ts";
import type { EncoderBuilder } from "./encoder.ts";

/**
 * The way down of github.com/milesial/Pytorch-UNet with its names (`inc`, `down1` to `down4`): 64 to 1024 channels at
 * strides 1 to 16. With the decoder of the same name it is that network of 31,037,633 parameters.
 */
export const unetClassicEncoder: EncoderBuilder = doubleConvEncoder({
  style: { norm: TORCH_NORM, activation: "relu", initials: TORCH_DEFAULT },
  widths: [64, 128, 256, 512, 1024],
  level: (level) => level === 0 ? "inc" : `down${level}.maxpool_conv.1`,
  names: [
    "double_conv.0",
    "double_conv.1",
    "double_conv.3",
    "double_conv.4",
  ],
});
