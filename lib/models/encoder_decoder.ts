import { InputError } from "../core/mod.ts";
import { tf } from "../tensor/mod.ts";
import type { LossMode } from "../losses/loss.ts";
import type { ClassificationHeadRecipe } from "../recipes/model_recipe.ts";
import { allLogits } from "./all_logits.ts";
import { checkInput } from "./check_input.ts";
import type { Decoder, DecoderInputs } from "./decoders/decoder.ts";
import type { EncoderBuilder, FeatureSpec } from "./encoders/encoder.ts";
import { classificationHead } from "./heads/classification_head.ts";
import { segmentationHead } from "./heads/segmentation_head.ts";
import type { ForwardOptions, Model, ModelOutputs } from "./model.ts";
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
  readonly decoder: (root: Scope, inputs: DecoderInputs) => Decoder;
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** What the logits' channels mean. @default {"binary"} for one channel, else {"multilabel"} */
  readonly mode?: LossMode;
  /** Levels of the decoder that have logits, the finest counted. @default {1} */
  readonly deepSupervision?: number;
  /** @default none */
  readonly classificationHead?: ClassificationHeadRecipe;
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
  /** What the logits' channels mean. */
  readonly mode: LossMode;
  /** Gives it numbers, once. Open a backend first. */
  create(initialValues: InitialValues): EncoderDecoder;
  /**
   * Gives it variables without numbers and memory, for what traces the network (`stepMemory`); instead of `create`.
   * Needs TensorFlow's backend.
   */
  outline(): EncoderDecoder;
}

/**
 * Joins encoder, decoder and heads.
 *
 * @param parts Builders and channels.
 * @returns The network without numbers.
 * @throws {InputError} Where the decoder has fewer levels than are to learn, or the mode does not fit the channels.
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
  const { inputChannels } = parts;
  const mode = modeOf(parts);
  const store = new ParameterStore();
  const root = new Scope(store);
  const encoder = parts.encoder(root, inputChannels);
  const decoder = parts.decoder(root, {
    ...encoder,
    imageChannels: inputChannels,
  });
  const heads = declareHeads(root, encoder, decoder, parts);
  const stride = encoder.strides.at(-1)!;
  const features = (x: tf.Tensor4D, options: ForwardOptions) => {
    checkInput(x.shape, inputChannels, stride);
    return encoder.features(x, options);
  };
  const network = (): EncoderDecoder => ({
    name: parts.name,
    parameterCount: store.parameterCount,
    stride,
    mode,
    specs: store.specs,
    parameters: store.parameters,
    buffers: store.buffers,
    features,
    parts: networkParts(encoder, decoder, heads),
    forward: (x, options) =>
      tf.tidy(() => {
        const levels = decoder.decode(features(x, options), options, x);
        return heads.segmentation[0]!(levels[0]!, options);
      }),
    outputs: (x, options) =>
      runTidy(() => {
        const found = features(x, options);
        const levels = decoder.decode(found, options, x);
        return heads.run(found.at(-1)!, levels, options);
      }),
    dispose: () => store.dispose(),
  });
  return {
    specs: store.specs,
    parameterCount: store.parameterCount,
    stride,
    mode,
    features: { channels: encoder.channels, strides: encoder.strides },
    create(initialValues) {
      store.create(initialValues);
      return network();
    },
    outline() {
      store.outline();
      return network();
    },
  };
}

/** What the channels mean, and whether they can. */
function modeOf({ mode, outputChannels }: EncoderDecoderParts): LossMode {
  if (mode === undefined) return outputChannels === 1 ? "binary" : "multilabel";
  const fits = mode === "multilabel" ||
    (mode === "binary") === (outputChannels === 1);
  if (fits) return mode;
  const wanted = mode === "binary" ? "1" : "2 or more";
  throw new InputError(
    `Cannot build the network: outputChannels of mode ${mode} must be ${wanted}, current value is ${outputChannels}`,
  );
}

/** Declares the heads: of the finest level, of the coarser ones, of the coarsest feature. */
function declareHeads(
  root: Scope,
  encoder: FeatureSpec,
  { channels, head }: Decoder,
  parts: EncoderDecoderParts,
) {
  const { outputChannels, deepSupervision = 1 } = parts;
  const most = channels.length;
  if (
    !Number.isInteger(deepSupervision) || deepSupervision < 1 ||
    deepSupervision > most
  ) {
    throw new InputError(
      `Cannot build the network: deepSupervision must be from 1 to the decoder's ${most} levels, current value is ${deepSupervision}`,
    );
  }
  const { levelName = (level) => `deep_supervision_head.${level}` } = head;
  const segmentation = channels.slice(0, deepSupervision)
    .map((inputs, level) =>
      segmentationHead(root, {
        ...head,
        name: level === 0 ? head.name : levelName(level),
        inputs,
        outputs: outputChannels,
      })
    );
  const { classes = outputChannels } = parts.classificationHead ?? {};
  const classification = parts.classificationHead && {
    classes,
    run: classificationHead(root, {
      ...parts.classificationHead,
      classes,
      inputs: encoder.channels.at(-1)!,
    }),
  };
  const run = (
    bottleneck: tf.Tensor4D,
    levels: readonly tf.Tensor4D[],
    options: ForwardOptions,
  ): ModelOutputs => {
    const [logits, ...deepSupervision] = segmentation
      .map((head, i) => head(levels[i]!, options));
    return {
      logits: logits!,
      deepSupervision,
      ...(classification
        ? { classification: classification.run(bottleneck, options) }
        : {}),
    };
  };
  return {
    segmentation,
    outputChannels,
    run,
    ...(classification ? { classification } : {}),
  };
}

/** As `tf.tidy`, which does not know lists inside objects as its results' type. */
function runTidy(run: () => ModelOutputs): ModelOutputs {
  let outputs: ModelOutputs | undefined;
  tf.tidy(() => {
    outputs = run();
    return allLogits(outputs);
  });
  return outputs!;
}
