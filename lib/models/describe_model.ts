import type { ModelRecipe } from "../recipes/model_recipe.ts";
import {
  gradients,
  isNative,
  type Precision,
  stepMemory,
  tf,
} from "../tensor/mod.ts";
import { allLogits } from "./all_logits.ts";
import { strideMultiple } from "./any_size.ts";
import { declareModel, type DeclareModelOptions } from "./build_model.ts";
import type { ParameterSpec } from "./parameters/mod.ts";

/** The images that a network will be given. */
export interface DescribedInput {
  readonly batch: number;
  /** Pixels; sides that are no multiples of the stride count as mirrored on. */
  readonly height: number;
  readonly width: number;
}

/** How it will be trained. */
export interface DescribeOptions {
  /** Tell what training needs too, which takes a second or two. @default {true} */
  readonly training?: boolean;
  /** Numbers that the optimiser keeps for each trained parameter: 2 of Adam, 1 of SGD with momentum. @default {2} */
  readonly moments?: number;
  /** As in `compile`. @default {"float32"} */
  readonly precision?: Precision;
}

/** One of the encoder's features. */
export interface DescribedFeature {
  readonly channels: number;
  /** Pixels of the image a pixel. */
  readonly stride: number;
  readonly height: number;
  readonly width: number;
}

/** Bytes. */
export interface DescribedMemory {
  /** Parameters and running statistics. */
  readonly weights: number;
  /** What the optimiser keeps; 0 for a prediction. */
  readonly moments: number;
  /** The most that is alive at one time of activations and gradients. */
  readonly working: number;
  /** All together. */
  readonly total: number;
}

/** What a network is and needs, before it has any weights. */
export interface ModelDescription {
  /** Parameters as PyTorch counts them. */
  readonly parameters: number;
  /** Those of them that are trained. */
  readonly trained: number;
  /** Numbers of running statistics, which PyTorch does not count. */
  readonly running: number;
  /** Height and width of the input must be multiples of this, or are mirrored on up to it. */
  readonly stride: number;
  /** Finest first, of one image. */
  readonly features: readonly DescribedFeature[];
  /** For a prediction of the batch; absent where TensorFlow's library is not open, by which it is told. */
  readonly inference?: DescribedMemory;
  /** For a step of training with the batch; absent likewise, and where it was not asked for. */
  readonly training?: DescribedMemory;
}

/**
 * Says how many parameters a network has, what its encoder gives and how much memory a prediction and a training step
 * will take, without making a weight: the step is traced on tensors without values (`stepMemory`).
 *
 * The kernels' own working memory, what the allocator keeps, the program and its libraries come on top. Measured on two
 * cores, growth of the process over four steps of AdamW beside the total told here: 1.69 GB for 1.06 (plain U-Net of
 * 31 M parameters, 2x256x256), 1.11 for .72 (resnet34, 4x256x256), .99 for .56 (tf_efficientnet_lite0, 4x256x256), so 1.6
 * to 1.8 times as much; over predictions, which run operation by operation, .71 for .38, .44 for .16 and .28 for .07.
 *
 * @param recipe As `declareModel` takes it.
 * @param channels As `declareModel` takes them.
 * @param input Size of the images.
 * @param options Optimiser and precision of the training.
 * @throws {InputError} As `declareModel`.
 *
 * @example
 * ```ts
 * import { openBackend } from "../tensor/mod.ts";
 * import { describeModel } from "./describe_model.ts";
 *
 * const backend = await openBackend();
 * const recipe = { encoder: "resnet34", decoder: "unet" };
 * const input = { batch: 4, height: 256, width: 256 };
 * const { parameters, features, training } = describeModel(recipe, { inputChannels: 3 }, input);
 * if (parameters !== 24_436_369 || features[4]!.height !== 8) throw new Error();
 * // Weights and Adam's two numbers for each.
 * if (backend.name === "tensorflow" && training!.total < 3 * 4 * parameters) throw new Error();
 * ```
 */
export function describeModel(
  recipe: ModelRecipe,
  channels: DeclareModelOptions,
  input: DescribedInput,
  options: DescribeOptions = {},
): ModelDescription {
  const declared = declareModel(recipe, channels);
  const { specs, stride, features } = declared;
  const height = strideMultiple(input.height, stride);
  const width = strideMultiple(input.width, stride);
  const trained = numbersOf(specs, "trained");
  const description = {
    parameters: declared.parameterCount,
    trained,
    running: numbersOf(specs, "running"),
    stride,
    features: features.channels.map((channels, i) => {
      const stride = features.strides[i]!;
      return {
        channels,
        stride,
        height: height / stride,
        width: width / stride,
      };
    }),
  };
  if (!isNative()) return description;

  const { training = true, moments = 2, precision = "float32" } = options;
  const weights = 4 * numbersOf(specs);
  const memory = (working: number, moments: number): DescribedMemory => ({
    weights,
    moments,
    working,
    total: weights + moments + working,
  });
  const model = declared.outline();
  try {
    const inputs = {
      x: { shape: [input.batch, height, width, channels.inputChannels] },
    };
    const predict = ({ x }: { readonly x: tf.Tensor4D }) => ({
      y: tf.sigmoid(model.forward(x, { training: false })),
    });
    // Any loss will do: the logits are small beside the activations.
    const learn = ({ x }: { readonly x: tf.Tensor4D }) => {
      const { loss, gradients: found } = gradients(model.parameters, () => {
        const all = allLogits(model.outputs(x, { training: true }));
        return tf.addN(all.map((y) => tf.mean(tf.square(y)))) as tf.Scalar;
      });
      return { loss, ...Object.fromEntries(found) };
    };
    return {
      ...description,
      inference: memory(stepMemory(predict, inputs).peak, 0),
      ...(training
        ? {
          training: memory(
            stepMemory(learn, inputs, precision).peak,
            4 * trained * moments,
          ),
        }
        : {}),
    };
  } finally {
    model.dispose();
  }
}

function numbersOf(
  specs: readonly ParameterSpec[],
  role?: ParameterSpec["role"],
): number {
  return specs
    .filter((spec) => role === undefined || spec.role === role)
    .reduce((sum, { shape }) => sum + tf.util.sizeFromShape([...shape]), 0);
}
