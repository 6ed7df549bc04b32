import { maxPool2d } from "../../tensor/mod.ts";
import {
  doubleConv,
  type DoubleConvNames,
  type Layer,
  restyle,
  sequence,
  type Style,
} from "../blocks/mod.ts";
import { type EncoderBuilder, stagedEncoder } from "./encoder.ts";

/** A way down of double convolutions. */
export interface DoubleConvEncoderOptions {
  readonly style: Style;
  /** Channels of each level, from the full resolution down. */
  readonly widths: readonly number[];
  /** PyTorch's name of a level. */
  readonly level: (level: number) => string;
  /** PyTorch's names inside a level. */
  readonly names: DoubleConvNames;
}

/**
 * The way down of the original U-Net: convolution, normalisation, activation twice a level, max pooling between levels.
 * Ronneberger, Fischer and Brox, "U-Net", 2015, with zero padding and batch normalisation.
 *
 * @param options Widths and names.
 * @returns Features at strides 1, 2, 4, ..., one a width.
 */
export function doubleConvEncoder(
  { style: own, widths, level, names }: DoubleConvEncoderOptions,
): EncoderBuilder {
  return (root, inputChannels, options = {}) => {
    const style = restyle(own, options);
    let inputs = inputChannels;
    return stagedEncoder(widths.map((width, i) => {
      const block = doubleConv(root.at(level(i)), style, names, inputs, width);
      inputs = width;
      return {
        layer: i === 0 ? block : sequence(poolHalf, block),
        channels: width,
        stride: 2 ** i,
      };
    }));
  };
}

const poolHalf: Layer = (x) => maxPool2d(x, { kernel: 2 });
