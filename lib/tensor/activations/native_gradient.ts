import * as tf from "@tensorflow/tfjs-core";
import { executeSingle, isNative, typeAttribute } from "../binding.ts";

const ATTRIBUTES = [typeAttribute("T", "float32")];

/** upstream * y * (1 - y): the gradient of y = sigmoid(x). */
export function sigmoidGradient(y: tf.Tensor, upstream: tf.Tensor): tf.Tensor {
  return isNative()
    ? executeSingle("SigmoidGrad", ATTRIBUTES, [y, upstream])
    : tf.mul(upstream, tf.mul(y, tf.sub(1, y)));
}

/** upstream * (1 - y * y): the gradient of y = tanh(x). */
export function tanhGradient(y: tf.Tensor, upstream: tf.Tensor): tf.Tensor {
  return isNative()
    ? executeSingle("TanhGrad", ATTRIBUTES, [y, upstream])
    : tf.mul(upstream, tf.sub(1, tf.square(y)));
}

/** upstream where 0 < x < 6, else 0; x may be relu6's input or its output. */
export function relu6Gradient(x: tf.Tensor, upstream: tf.Tensor): tf.Tensor {
  return isNative()
    ? executeSingle("Relu6Grad", ATTRIBUTES, [upstream, x])
    : tf.mul(
      upstream,
      tf.cast(
        tf.logicalAnd(tf.greater(x, 0), tf.less(x, 6)),
        "float32",
      ),
    );
}
