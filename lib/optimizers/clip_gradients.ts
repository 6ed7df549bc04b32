import { executeSingle, isNative, tf, typeAttribute } from "../tensor/mod.ts";

/** Gradients after clipping. */
export interface ClippedGradients {
  /** By the same names, new tensors. */
  readonly gradients: Map<string, tf.Tensor>;
  /** Norm of all gradients together before the clipping. */
  readonly norm: tf.Scalar;
}

/** Half the sum of the squares, in one pass over memory where TensorFlow runs. */
function halfSquareSum(tensor: tf.Tensor): tf.Tensor {
  return isNative()
    ? executeSingle("L2Loss", [typeAttribute("T", "float32")], [tensor])
    : tf.mul(tf.sum(tf.square(tensor)), tf.scalar(0.5));
}

/**
 * Shortens all gradients by one factor where their common norm (Euclidean) is longer than a limit, as PyTorch's
 * `clip_grad_norm_`: the factor is maxNorm / (norm + 1e-6), at most 1. May stand in a compiled step. Where a gradient is
 * not finite, the norm tells it and all gradients become NaN.
 *
 * @param gradients By name; they are not disposed of.
 * @param maxNorm The limit, above 0.
 * @returns New gradients, and the norm before.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { clipByGlobalNorm } from "./clip_gradients.ts";
 *
 * await openBackend();
 * const given = new Map([["a", tf.tensor1d([3])], ["b", tf.tensor1d([0, 4])]]);
 * const { gradients, norm } = clipByGlobalNorm(given, 1);
 * if (norm.dataSync()[0] !== 5) throw new Error();
 * if (Math.abs(gradients.get("b")!.dataSync()[1]! - 0.8) > 1e-6) throw new Error();
 * ```
 */
export function clipByGlobalNorm(
  gradients: ReadonlyMap<string, tf.Tensor>,
  maxNorm: number,
): ClippedGradients {
  const [norm, ...clipped] = tf.tidy((): [tf.Scalar, ...tf.Tensor[]] => {
    const tensors = [...gradients.values()];
    const half = tensors.length > 0
      ? tf.addN(tensors.map(halfSquareSum))
      : tf.scalar(0);
    const norm: tf.Scalar = tf.sqrt(tf.mul(half, tf.scalar(2)));
    const share = tf.div(tf.scalar(maxNorm), tf.add(norm, tf.scalar(1e-6)));
    const factor = tf.minimum(share, tf.scalar(1));
    return [norm, ...tensors.map((tensor) => tf.mul(tensor, factor))];
  });
  const names = [...gradients.keys()];
  return {
    gradients: new Map(names.map((name, i) => [name, clipped[i]!])),
    norm,
  };
}

/**
 * Cuts every number of the gradients to [-limit, limit], as PyTorch's `clip_grad_value_`. May stand in a compiled step.
 *
 * @param gradients By name; they are not disposed of.
 * @param limit Above 0.
 * @returns New gradients.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { clipByValue } from "./clip_gradients.ts";
 *
 * await openBackend();
 * const clipped = clipByValue(new Map([["a", tf.tensor1d([3, -0.5])]]), 1);
 * if ([...clipped.get("a")!.dataSync()].join() !== "1,-0.5") throw new Error();
 * ```
 */
export function clipByValue(
  gradients: ReadonlyMap<string, tf.Tensor>,
  limit: number,
): Map<string, tf.Tensor> {
  return new Map(
    [...gradients].map(([name, gradient]) =>
      [name, tf.clipByValue(gradient, -limit, limit)] as const
    ),
  );
}
