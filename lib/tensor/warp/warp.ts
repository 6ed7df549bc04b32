import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import {
  executeSingle,
  isNative,
  stringAttribute,
  typeAttribute,
} from "../binding.ts";
import { checkImageSize, type ImageSize } from "../resize/resize_shape.ts";
import {
  type SamplingPlan,
  samplingPlan,
  type WarpFill,
  type WarpPlanOptions,
} from "./sampling_plan.ts";

/** How images are warped. */
export interface WarpOptions {
  /** Height and width to make. @default the images' */
  readonly size?: ImageSize;
  /** `nearest` for labels: they are not mixed. @default {"bilinear"} */
  readonly interpolation?: "bilinear" | "nearest";
  /**
   * Outside the image: `constant` takes fillValue, also as a neighbour of border pixels; `reflect` mirrors the image at
   * its edges (d c b a | a b c d | d c b a); `nearest` repeats the border. @default {"constant"}
   */
  readonly fill?: WarpFill;
  /** @default {0} */
  readonly fillValue?: number;
}

/**
 * Warps each image of a batch by its own affine matrix, as PyTorch's `grid_sample` does with zeros, reflection or
 * border. Native: `ImageProjectiveTransformV3`; its gradient is put together of the weights of each pixel, for
 * TensorFlow's own turns the gradient's image back, which is not the derivative. No gradient goes to the matrices.
 *
 * @param x Images [batch, height, width, channels].
 * @param matrices [batch, 6], in pixels: output (x, y) is taken from the input at (a x + b y + c, d x + e y + f), with
 * (0, 0) the centre of the first pixel, x to the right, y down.
 * @param options Size, interpolation, what lies outside.
 * @returns [batch, ...size, channels].
 * @throws {InputError} Where the matrices do not fit.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { affineWarp } from "./warp.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
 * const mirror = tf.tensor2d([[-1, 0, 3, 0, 1, 0]]);
 * if (affineWarp(x, mirror).dataSync().join() !== "4,3,2,1") throw new Error();
 * const byHalf = tf.tensor2d([[1, 0, 0.5, 0, 1, 0]]);
 * const moved = affineWarp(x, byHalf, { fill: "nearest" });
 * if (moved.dataSync().join() !== "1.5,2.5,3.5,4") throw new Error();
 * ```
 */
export function affineWarp(
  x: tf.Tensor4D,
  matrices: tf.Tensor2D,
  options: WarpOptions = {},
): tf.Tensor4D {
  checkMatrices(x, matrices, 6);
  return tf.tidy(() => {
    const flat = tf.zeros<tf.Rank.R2>([x.shape[0], 2]);
    return projectiveWarp(x, tf.concat([matrices, flat], 1), options);
  });
}

/**
 * Warps each image of a batch by its own projective matrix; otherwise as {@linkcode affineWarp}.
 *
 * @param x Images [batch, height, width, channels].
 * @param matrices [batch, 8], in pixels: output (x, y) is taken from the input at ((a x + b y + c) / k, (d x + e y + f)
 * / k) with k = g x + h y + 1, which must not be 0 in the image.
 * @param options Size, interpolation, what lies outside.
 * @returns [batch, ...size, channels].
 * @throws {InputError} Where the matrices do not fit.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { projectiveWarp } from "./warp.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
 * const matrix = tf.tensor2d([[2, 0, 0, 0, 1, 0, 1, 0]]);
 * const y = projectiveWarp(x, matrix, { size: [1, 2] });
 * if (y.dataSync().join() !== "1,2") throw new Error();
 * ```
 */
export function projectiveWarp(
  x: tf.Tensor4D,
  matrices: tf.Tensor2D,
  options: WarpOptions = {},
): tf.Tensor4D {
  checkMatrices(x, matrices, 8);
  const [batch, height, width] = x.shape;
  const {
    size = [height, width],
    interpolation = "bilinear",
    fill = "constant",
    fillValue = 0,
  } = options;
  checkImageSize("warp images", size);
  const from = [height, width] as const;
  const rules = { batch, from, to: size, interpolation, fill };
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor4D, tf.GradSaveFunc];
    save([matrices]);
    return {
      value: isNative()
        ? nativeWarp(input, matrices, rules, fillValue)
        : gatherPixels(input, samplingPlan(matrices, rules), size, fillValue),
      gradFunc: (dy, saved) =>
        tf.tidy(() => {
          const plan = samplingPlan(saved[0] as tf.Tensor2D, rules);
          return tf.reshape(sumAtSources(dy, plan), input.shape);
        }),
    };
  });
  return run(x) as tf.Tensor4D;
}

function nativeWarp(
  x: tf.Tensor4D,
  matrices: tf.Tensor2D,
  { to, interpolation, fill }: WarpPlanOptions,
  fillValue: number,
): tf.Tensor {
  const attributes = [
    typeAttribute("dtype", "float32"),
    stringAttribute("interpolation", interpolation.toUpperCase()),
    stringAttribute("fill_mode", fill.toUpperCase()),
  ];
  const inputs = [
    x,
    matrices,
    tf.tensor1d([...to], "int32"),
    tf.scalar(fillValue),
  ];
  return executeSingle("ImageProjectiveTransformV3", attributes, inputs);
}

function gatherPixels(
  x: tf.Tensor4D,
  { sources, pixels }: SamplingPlan,
  [height, width]: ImageSize,
  fillValue: number,
): tf.Tensor {
  const [batch, , , channels] = x.shape;
  const rows = tf.reshape<tf.Rank.R2>(x, [pixels, channels]);
  const parts = sources.map(({ index, weight }) =>
    tf.mul(tf.sub(tf.gather(rows, index), fillValue), weight)
  );
  // What weight is missing to 1 is the fill's.
  const sum = tf.add(parts.reduce((a, b) => tf.add(a, b)), fillValue);
  return tf.reshape(sum, [batch, height, width, channels]);
}

/** The transpose of the gathering: each pixel gets the weighted gradients of the outputs it went into. */
function sumAtSources(
  dy: tf.Tensor,
  { sources, pixels }: SamplingPlan,
): tf.Tensor {
  const channels = dy.shape.at(-1)!;
  const rows = tf.reshape(dy, [-1, channels]);
  const parts = sources.map(({ weight }) => tf.mul(rows, weight));
  const indices = sources.map(({ index }) => index);
  // Adds up where indices repeat.
  return tf.scatterND(
    tf.reshape(tf.concat(indices), [-1, 1]),
    tf.concat(parts),
    [pixels, channels],
  );
}

function checkMatrices(
  x: tf.Tensor4D,
  matrices: tf.Tensor2D,
  entries: number,
): void {
  const [batch] = x.shape;
  const [count, given] = matrices.shape;
  if (count !== batch || given !== entries) {
    throw new InputError(
      `Cannot warp images: the matrices' shape must be ${batch},${entries}, current value is ${matrices.shape}`,
    );
  }
}
