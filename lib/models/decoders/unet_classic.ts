import { restyle, TORCH_NORM } from "../blocks/mod.ts";
import { TORCH_DEFAULT } from "../parameters/mod.ts";
import type { DecoderDefinition } from "./decoder.ts";
import { transposedDecoder } from "./transposed_decoder.ts";

/**
 * The way up of github.com/milesial/Pytorch-UNet with its names (`up1`, `up2`, ..., `outc`), on any encoder.
 */
export const unetClassic: DecoderDefinition = {
  takes: ["decoderNorm", "decoderActivation"],
  build: (root, features, options) =>
    transposedDecoder(root, features, {
      style: restyle(
        { norm: TORCH_NORM, activation: "relu", initials: TORCH_DEFAULT },
        { norm: options.decoderNorm, activation: options.decoderActivation },
      ),
      up: ({ step }) => `up${step}.up`,
      block: ({ step }) => `up${step}.conv`,
      names: [
        "double_conv.0",
        "double_conv.1",
        "double_conv.3",
        "double_conv.4",
      ],
      upBias: true,
      upInitials: () => TORCH_DEFAULT,
      skip: "first",
      head: { name: "outc.conv", kernel: 1, initials: TORCH_DEFAULT },
    }),
};
