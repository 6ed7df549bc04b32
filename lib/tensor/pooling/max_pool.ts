import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "../binding.ts";
import { padWindows } from "./pad_windows.ts";
import { spreadMaxima, viewOf, windowOffsets } from "./spread_maxima.ts";
import type { Windows } from "./windows.ts";

// Below what activations hold; an infinity would be a trap for kernels that multiply by 0.
const NEVER_LARGEST = -3e38;

/**
 * Largest value of each window of [batch, ...sides, channels], two or three sides.
 *
 * Native: the border is put on with `PadV2` and pooled without padding. TensorFlow's `EXPLICIT` padding would spare
 * that, but neither oneDNN, which makes the gradient ten times faster in a compiled step, nor XLA knows it.
 */
export function maxPool(x: tf.Tensor, windows: readonly Windows[]): tf.Tensor {
  return tf.tidy(() => {
    const padded = padWindows(x, windows, NEVER_LARGEST);
    return isNative() && windows.every(({ dilation }) => dilation === 1)
      ? pool(padded, windows)
      : composed(padded, windows);
  });
}

function pool(x: tf.Tensor, windows: readonly Windows[]): tf.Tensor {
  const kernel = windows.map((along) => along.kernel);
  const stride = windows.map((along) => along.stride);
  return windows.length === 2
    ? tf.maxPool(
      x as tf.Tensor4D,
      kernel as [number, number],
      stride as [number, number],
      "valid",
    )
    : tf.maxPool3d(
      x as tf.Tensor5D,
      kernel as [number, number, number],
      stride as [number, number, number],
      "valid",
    );
}

/** For dilated windows, and for wasm, whose own gradient is lost where a window's maximum is not positive. */
function composed(x: tf.Tensor, windows: readonly Windows[]): tf.Tensor {
  const kernelFits = windows.length === 2 &&
    windows.every(({ dilation }) => dilation === 1);
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const y = kernelFits
      ? pool(input, windows)
      : windowOffsets(windows).map((offset) => viewOf(input, windows, offset))
        .reduce((largest, view) => tf.maximum(largest, view));
    save([input, y]);
    return {
      value: y,
      gradFunc: (dy, saved) => spreadMaxima(dy, saved[0]!, saved[1]!, windows),
    };
  });
  return run(x);
}
