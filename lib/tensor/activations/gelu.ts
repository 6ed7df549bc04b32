import * as tf from "@tensorflow/tfjs-core";
import { executeSingle, isNative, typeAttribute } from "../binding.ts";
import { sigmoidGradient } from "./native_gradient.ts";
import { type Pointwise, pointwise } from "./pointwise.ts";

/** Which function: that of the error function, or the approximation by tanh. PyTorch's names. */
export type GeluApproximation = "none" | "tanh";

/**
 * x times the share of the standard normal distribution that is below x.
 *
 * Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
 *
 * @param x Any shape.
 * @param approximation "none" by the error function; "tanh": x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))).
 * @default {"none"}
 * @returns A tensor of x's shape, not below -0.1701.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { gelu } from "./gelu.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor1d([1]);
 * if (Math.abs(gelu(x).dataSync()[0]! - 0.8413447) > 1e-6) throw new Error();
 * if (Math.abs(gelu(x, "tanh").dataSync()[0]! - 0.8411920) > 1e-6) throw new Error();
 * ```
 */
export function gelu<T extends tf.Tensor>(
  x: T,
  approximation: GeluApproximation = "none",
): T {
  return pointwise(x, approximation === "none" ? exact : approximate);
}

function exact(x: tf.Tensor): Pointwise {
  const share = normalShare(x);
  return {
    value: tf.mul(x, share),
    derivative: () => {
      const density = tf.mul(
        tf.exp(tf.mul(tf.square(x), -0.5)),
        1 / Math.sqrt(2 * Math.PI),
      );
      return tf.add(share, tf.mul(x, density));
    },
  };
}

/** The standard normal distribution function; by erfc where there is one, which keeps its digits far below 0. */
function normalShare(x: tf.Tensor): tf.Tensor {
  if (!isNative()) {
    return tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5);
  }
  const above = executeSingle("Erfc", [typeAttribute("T", "float32")], [
    tf.mul(x, -Math.SQRT1_2),
  ]);
  return tf.mul(above, 0.5);
}

/** (1 + tanh(u)) / 2 is sigmoid(2u). */
function approximate(x: tf.Tensor): Pointwise {
  const slope = 2 * Math.sqrt(2 / Math.PI);
  const square = tf.square(x);
  const argument = tf.mul(
    x,
    tf.add(tf.mul(square, 0.044715 * slope), slope),
  );
  const share = tf.sigmoid(argument);
  return {
    value: tf.mul(x, share),
    derivative: () => {
      const argumentSlope = tf.add(
        tf.mul(square, 3 * 0.044715 * slope),
        slope,
      );
      return tf.add(share, sigmoidGradient(share, tf.mul(x, argumentSlope)));
    },
  };
}
