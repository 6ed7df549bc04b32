import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "../binding.ts";
import { padWindows } from "./pad_windows.ts";
import { spreadMaxima, viewOf, windowOffsets } from "./spread_maxima.ts";
import type { Windows } from "./windows.ts";

// Below what activations hold; an infinity would be a trap for kernels that multiply by 0.
const NEVER_LARGEST = -3e38;

/**
 * Largest value of each window of [batch, height, width, channels].
 *
 * Native: the border is put on with `PadV2` and pooled without padding. TensorFlow's `EXPLICIT` padding would spare
 * that, but neither oneDNN, which makes the gradient ten times faster in a compiled step, nor XLA knows it.
 *
 * @param windows Those of the rows, those of the columns.
 */
export function maxPool(
  x: tf.Tensor4D,
  windows: readonly Windows[],
): tf.Tensor4D {
  return tf.tidy(() => {
    const padded = padWindows(x, windows, NEVER_LARGEST) as tf.Tensor4D;
    const dense = windows.every(({ dilation }) => dilation === 1);
    return isNative() && dense
      ? pool(padded, windows)
      : composed(padded, windows, dense);
  });
}

function pool(x: tf.Tensor4D, windows: readonly Windows[]): tf.Tensor4D {
  const kernel = windows.map((along) => along.kernel) as [number, number];
  const stride = windows.map((along) => along.stride) as [number, number];
  return tf.maxPool(x, kernel, stride, "valid");
}

/** For dilated windows, and for wasm, whose own gradient is lost where a window's maximum is not positive. */
function composed(
  x: tf.Tensor4D,
  windows: readonly Windows[],
  dense: boolean,
): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor4D, tf.GradSaveFunc];
    const y = dense
      ? pool(input, windows)
      : windowOffsets(windows).map((offset) => viewOf(input, windows, offset))
        .reduce((largest, view) => tf.maximum(largest, view));
    save([input, y]);
    return {
      value: y,
      gradFunc: (dy, saved) => spreadMaxima(dy, saved[0]!, saved[1]!, windows),
    };
  });
  return run(x) as tf.Tensor4D;
}
