import { InputError } from "../core/mod.ts";
import type { LossMode } from "../losses/loss.ts";
import { type DoubleConvNames, type Style, TORCH_NORM } from "./blocks/mod.ts";
import { transposedDecoder } from "./decoders/transposed_decoder.ts";
import { type DeclaredNetwork, encoderDecoder } from "./encoder_decoder.ts";
import { doubleConvEncoder } from "./encoders/double_conv_encoder.ts";
import { constant, HE_NORMAL, LECUN_NORMAL } from "./parameters/mod.ts";

/** What a U-Net is made of. */
export interface UnetOptions {
  /** Channels of each level, from the full resolution down. */
  readonly widths: readonly number[];
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** What the logits' channels mean. @default {"binary"} for one channel, else {"multilabel"} */
  readonly mode?: LossMode;
}

const STYLE: Style = {
  norm: TORCH_NORM,
  activation: "relu",
  initials: HE_NORMAL,
};
const NAMES: DoubleConvNames = ["conv1", "norm1", "conv2", "norm2"];

/**
 * A U-Net of any widths: convolution, normalisation, ReLU twice a level; max pooling down, transposed convolution up;
 * the way down is concatenated to the way up. Ronneberger, Fischer and Brox, "U-Net", 2015, with zero padding and batch
 * normalisation.
 *
 * Convolutions before a normalisation have no bias, which the normalisation would remove.
 *
 * @param options Widths and channels.
 * @returns The network without numbers.
 * @throws {InputError} Where the widths are not 1 to 8 positive integers.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { seededValues } from "./parameters/mod.ts";
 * import { unet } from "./unet.ts";
 *
 * await openBackend();
 * const model = unet({ widths: [4, 8], inputChannels: 3, outputChannels: 1 }).create(seededValues(7));
 * const logits = model.forward(tf.zeros([2, 6, 8, 3]), { training: false });
 * if (logits.shape.join() !== "2,6,8,1") throw new Error();
 * ```
 */
export function unet(options: UnetOptions): DeclaredNetwork {
  const { widths } = options;
  const usable = widths.length >= 1 && widths.length <= 8 &&
    widths.every((width) => Number.isInteger(width) && width > 0);
  if (!usable) {
    throw new InputError(
      `Cannot build the network: widths must be 1 to 8 positive integers, current value is [${
        widths.join(", ")
      }]`,
    );
  }
  return encoderDecoder({
    ...options,
    name: "unet",
    encoder: doubleConvEncoder({
      style: STYLE,
      widths,
      level: (level) => `encoder.${level}`,
      names: NAMES,
    }),
    decoder: (root, features) =>
      transposedDecoder(root, features, {
        style: STYLE,
        up: ({ left }) => `decoder.${left}.up`,
        block: ({ left }) => `decoder.${left}`,
        names: NAMES,
        upBias: false,
        // Each output of a 2x2 filter with stride 2 is a sum over the inputs alone.
        upInitials: (inputs) => ({
          filter: () => ({ kind: "normal", deviation: Math.sqrt(1 / inputs) }),
          bias: () => constant(0),
        }),
        skip: "last",
        head: { name: "head", kernel: 1, initials: LECUN_NORMAL },
      }),
  });
}
