import { InputError } from "../core/mod.ts";
import { adaptiveAvgPool2d, tf } from "../tensor/mod.ts";
import { convNormActivation, type Style } from "./blocks/mod.ts";
import type { Encoder } from "./encoders/encoder.ts";
import type { ForwardOptions, Model } from "./model.ts";
import {
  HE_NORMAL_GROUPED,
  ParameterStore,
  Scope,
  seededValues,
} from "./parameters/mod.ts";
import { type EncoderName, findEncoder } from "./registry.ts";

/** A network that tells what is in an image. */
export interface Classifier extends
  Pick<
    Model,
    "name" | "parameterCount" | "specs" | "parameters" | "buffers" | "dispose"
  > {
  /**
   * Runs the network.
   *
   * @param x Images [batch, height, width, channels] of any size, normalised as its weights want it.
   * @param options Training or inference.
   * @returns Logits [batch, classes].
   */
  forward(x: tf.Tensor4D, options: ForwardOptions): tf.Tensor2D;
}

/** Which classifier. */
export interface LiteClassifierOptions {
  /** `tf_efficientnet_lite0` to `lite4`. */
  readonly encoder: EncoderName;
  /** @default {1000}, those of ImageNet */
  readonly classes?: number;
  /** Channels of the images. @default {3} */
  readonly inputChannels?: number;
  /** Seed of the initial weights. */
  readonly seed: number;
}

const STYLE: Style = {
  norm: { epsilon: 1e-3, momentum: 0.1 },
  activation: "relu6",
  initials: HE_NORMAL_GROUPED,
};
/** Channels before the classes; the lite ones do not scale them. */
const HEAD = 1280;
/** Where the encoder's names stand in a segmentation network, and so these. */
const ROOT = "encoder.model";

/**
 * timm's classifiers `tf_efficientnet_lite0` to `lite4`: our encoder, a convolution to 1280 channels, the mean over the
 * image, a linear layer. It is what the ImageNet weights were trained in, so it shows that they arrive whole: load them
 * with the prefix `encoder.model.`.
 *
 * @param options Encoder, classes, channels.
 * @throws {InputError} Where the encoder is none of these.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { liteClassifier } from "./lite_classifier.ts";
 *
 * await openBackend();
 * const model = liteClassifier({ encoder: "tf_efficientnet_lite0", seed: 1 });
 * if (model.parameterCount !== 4_652_008) throw new Error();
 * const logits = model.forward(tf.zeros([2, 33, 47, 3]), { training: false });
 * if (logits.shape.join() !== "2,1000") throw new Error();
 * model.dispose();
 * ```
 */
export function liteClassifier(options: LiteClassifierOptions): Classifier {
  const { encoder: name, classes = 1000, inputChannels = 3, seed } = options;
  if (!name.startsWith("tf_efficientnet_lite")) {
    throw new InputError(
      `Cannot build a classifier: the encoder must be one of tf_efficientnet_lite0 to lite4, current value is ${name}`,
    );
  }
  const store = new ParameterStore();
  const root = new Scope(store);
  const encoder = findEncoder(name)(root, inputChannels);
  const head = declareHead(root.at(ROOT), encoder, classes);
  store.create(seededValues(seed));
  return {
    name: `classifier ${name}`,
    parameterCount: store.parameterCount,
    specs: store.specs,
    parameters: store.parameters,
    buffers: store.buffers,
    forward: (x, forward) =>
      tf.tidy(() => head(encoder.features(x, forward).at(-1)!, forward)),
    dispose: () => store.dispose(),
  };
}

/** From the coarsest feature to logits. */
function declareHead(
  scope: Scope,
  { channels }: Encoder,
  classes: number,
): (feature: tf.Tensor4D, forward: ForwardOptions) => tf.Tensor2D {
  const widen = convNormActivation(scope, STYLE, {
    names: ["conv_head", "bn2"],
    inputs: channels.at(-1)!,
    outputs: HEAD,
    kernel: 1,
  });
  const { weight, bias } = scope.linear("classifier", {
    inputs: HEAD,
    outputs: classes,
    initials: HE_NORMAL_GROUPED,
  });
  return (feature, forward) => {
    const pooled = adaptiveAvgPool2d(widen(feature, forward), [1, 1]);
    const numbers: tf.Tensor2D = tf.reshape(pooled, [-1, HEAD]);
    return tf.add(tf.matMul(numbers, weight.variable), bias.variable);
  };
}
