import { InputError } from "../core/mod.ts";
import { tf } from "../tensor/mod.ts";
import type { Decoder } from "./decoders/decoder.ts";
import type { EncoderBuilder, FeatureSpec } from "./encoders/encoder.ts";
import { segmentationHead } from "./heads/segmentation_head.ts";
import type { ForwardOptions, Model } from "./model.ts";
import { type NetworkPart, networkParts } from "./network_parts.ts";
import {
  type InitialValues,
  type ParameterSpec,
  ParameterStore,
  Scope,
} from "./parameters/mod.ts";

/** The parts of a network. */
export interface EncoderDecoderParts {
  /** The network's name. */
  readonly name: string;
  readonly encoder: EncoderBuilder;
  readonly decoder: (root: Scope, features: FeatureSpec) => Decoder;
  readonly inputChannels: number;
  readonly outputChannels: number;
}

/** A network that goes down to coarse features and up again. */
export interface EncoderDecoder extends Model {
  /** What it is put together from, in the order of its forward pass. */
  readonly parts: readonly NetworkPart[];
  /**
   * Computes the encoder's features alone.
   *
   * @param x As `forward` takes it.
   * @param options Training or inference.
   * @returns Activations, finest first.
   */
  features(x: tf.Tensor4D, options: ForwardOptions): tf.Tensor4D[];
}

/** A network whose names, shapes and size are known, but which has no numbers yet. */
export interface DeclaredNetwork {
  /** Parameters and running statistics in a fixed order. */
  readonly specs: readonly ParameterSpec[];
  /** Parameters as PyTorch counts them. */
  readonly parameterCount: number;
  /** Height and width of the input must be multiples of this. */
  readonly stride: number;
  /** Channels and strides of the encoder's features, finest first. */
  readonly features: FeatureSpec;
  /** Gives it numbers, once. Open a backend first. */
  create(initialValues: InitialValues): EncoderDecoder;
}

/**
 * Joins encoder, decoder and segmentation head.
 *
 * @param parts Builders and channels.
 * @returns The network without numbers.
 *
 * @example
 * ```ts
 * import { unetDecoder } from "./decoders/unet.ts";
 * import { encoderDecoder } from "./encoder_decoder.ts";
 * import { resnet } from "./encoders/resnet.ts";
 *
 * const network = encoderDecoder({
 *   name: "a small ResNet",
 *   encoder: resnet({ block: "basic", repeats: [1, 1, 1, 1] }),
 *   decoder: (root, features) => unetDecoder.build(root, features, { attention: "scse" }),
 *   inputChannels: 5,
 *   outputChannels: 2,
 * });
 * if (network.features.strides.join() !== "2,4,8,16,32") throw new Error();
 * if (network.specs[0]!.name !== "encoder.conv1.weight") throw new Error();
 * ```
 */
export function encoderDecoder(parts: EncoderDecoderParts): DeclaredNetwork {
  const { inputChannels, outputChannels } = parts;
  const store = new ParameterStore();
  const root = new Scope(store);
  const encoder = parts.encoder(root, inputChannels);
  const decoder = parts.decoder(root, encoder);
  const head = segmentationHead(root, {
    ...decoder.head,
    inputs: decoder.channels,
    outputs: outputChannels,
  });
  const stride = encoder.strides.at(-1)!;
  const features = (x: tf.Tensor4D, options: ForwardOptions) => {
    checkInput(x, inputChannels, stride);
    return encoder.features(x, options);
  };
  return {
    specs: store.specs,
    parameterCount: store.parameterCount,
    stride,
    features: { channels: encoder.channels, strides: encoder.strides },
    create(initialValues) {
      store.create(initialValues);
      return {
        name: parts.name,
        parameterCount: store.parameterCount,
        stride,
        specs: store.specs,
        parameters: store.parameters,
        buffers: store.buffers,
        features,
        parts: networkParts(encoder, decoder, head, outputChannels),
        forward: (x, options) =>
          tf.tidy(() =>
            head(decoder.decode(features(x, options), options), options)
          ),
        dispose: () => store.dispose(),
      };
    },
  };
}

function checkInput(x: tf.Tensor4D, channels: number, stride: number): void {
  const [, height, width, given] = x.shape;
  if (given !== channels) {
    throw new InputError(
      `Cannot run the network: the image must have ${channels} channels, current value is ${given}`,
    );
  }
  if (height % stride !== 0 || width % stride !== 0) {
    const fit = (side: number) => Math.ceil(side / stride) * stride;
    throw new InputError(
      `Cannot run the network: height and width must be multiples of ${stride}, current value is ${height}x${width}`,
      { remedy: `Pad the image to ${fit(height)}x${fit(width)}.` },
    );
  }
}
