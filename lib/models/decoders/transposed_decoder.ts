import { biasAdd, conv2dTranspose, tf } from "../../tensor/mod.ts";
import {
  doubleConv,
  type DoubleConvNames,
  type Layer,
  type Style,
} from "../blocks/mod.ts";
import type { FeatureSpec } from "../encoders/encoder.ts";
import type { Initials, Scope } from "../parameters/mod.ts";
import type { Decoder, HeadSpec } from "./decoder.ts";
import { stepLevels, stepUp } from "./step_up.ts";

/** A step up. */
export interface UpStep {
  /** Which step, from 1 at the coarsest. */
  readonly step: number;
  /** Steps that follow it. */
  readonly left: number;
}

/** A way up of transposed convolutions. */
export interface TransposedDecoderOptions {
  readonly style: Style;
  /** PyTorch's name of a step's transposed convolution. */
  readonly up: (at: UpStep) => string;
  /** PyTorch's name of a step's double convolution. */
  readonly block: (at: UpStep) => string;
  /** PyTorch's names inside a double convolution. */
  readonly names: DoubleConvNames;
  readonly upBias: boolean;
  /** Of a transposed convolution of so many inputs. */
  readonly upInitials: (inputs: number) => Initials;
  /** Whether a feature stands before or after what comes from below when both are joined. */
  readonly skip: "first" | "last";
  readonly head: HeadSpec;
}

/**
 * The way up of the original U-Net: a transposed convolution 2x2 doubles the sides, the feature of that resolution is
 * joined, then two convolutions. Where the finest feature is coarser than the image, it goes on without a feature, each
 * step with half the channels.
 *
 * @param root Where the parameters stand.
 * @param features Of the encoder.
 * @param options Names and details.
 */
export function transposedDecoder(
  root: Scope,
  { channels, strides }: FeatureSpec,
  options: TransposedDecoderOptions,
): Decoder {
  const skips = channels.slice(0, -1).reverse();
  const widths = [...skips];
  let width = channels.at(0)!;
  for (let stride = strides[0]!; stride > 1; stride /= 2) {
    width = Math.floor(width / 2);
    widths.push(width);
  }
  let inputs = channels.at(-1)!;
  const steps = widths.map((width, i) => {
    const at = { step: i + 1, left: widths.length - 1 - i };
    const up = doubleSides(root, options.up(at), {
      inputs,
      outputs: width,
      bias: options.upBias,
      initials: options.upInitials(inputs),
    });
    const joined = i < skips.length ? 2 * width : width;
    const block = doubleConv(
      root.at(options.block(at)),
      options.style,
      options.names,
      joined,
      width,
    );
    inputs = width;
    return { up, block };
  });
  return {
    ...stepLevels([channels.at(-1)!, ...widths]),
    head: options.head,
    decode: (features, forward) =>
      stepUp(features, steps, ({ up, block }, below, feature) => {
        const y = up(below, forward);
        if (!feature) return block(y, forward);
        const pair = options.skip === "first" ? [feature, y] : [y, feature];
        return block(tf.concat(pair, 3), forward);
      }),
  };
}

interface UpOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
  readonly initials: Initials;
}

function doubleSides(scope: Scope, name: string, options: UpOptions): Layer {
  const { weight, bias } = scope.transposed(name, { ...options, kernel: 2 });
  return (x) =>
    tf.tidy(() => {
      const y = conv2dTranspose(x, weight.variable, { stride: 2 });
      return bias ? biasAdd(y, bias.variable) : y;
    });
}
