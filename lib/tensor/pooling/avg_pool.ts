import * as tf from "@tensorflow/tfjs-core";
import { padWindows } from "./pad_windows.ts";
import type { PoolOptions, Windows } from "./windows.ts";

/** How average pooling places its windows and what it divides by. */
export interface AvgPoolOptions<S extends readonly number[]>
  extends PoolOptions<S> {
  /**
   * Count the zeros of the padding as values; what ceil mode adds beyond the padding never counts. @default {true}
   */
  readonly countIncludePad?: boolean;
}

/** Mean of each window of [batch, ...sides, channels], two or three sides. */
export function avgPool(
  x: tf.Tensor,
  windows: readonly Windows[],
  countIncludePad: boolean,
): tf.Tensor {
  return tf.tidy(() => {
    const y = pool(padWindows(x, windows, 0), windows);
    const shares = windows.map((along) => sharesOf(along, countIncludePad));
    if (shares.flat().every((share) => share === 1)) return y;
    return tf.mul(y, outerProduct(shares));
  });
}

function pool(x: tf.Tensor, windows: readonly Windows[]): tf.Tensor {
  const kernel = windows.map((along) => along.kernel);
  const stride = windows.map((along) => along.stride);
  return windows.length === 2
    ? tf.avgPool(
      x as tf.Tensor4D,
      kernel as [number, number],
      stride as [number, number],
      "valid",
    )
    : tf.avgPool3d(
      x as tf.Tensor5D,
      kernel as [number, number, number],
      stride as [number, number, number],
      "valid",
    );
}

/** The kernel's side by the number of values that count, for each window along an axis. */
function sharesOf(along: Windows, countIncludePad: boolean): number[] {
  const { side, kernel, stride, padding, count } = along;
  const border = countIncludePad ? padding : 0;
  return Array.from({ length: count }, (_, i) => {
    const start = i * stride - padding;
    const end = Math.min(start + kernel, side + border);
    return kernel / (end - Math.max(start, -border));
  });
}

/** [1, ...sides, 1], to be multiplied with activations. */
function outerProduct(factors: readonly (readonly number[])[]): tf.Tensor {
  const values = factors.reduce<readonly number[]>(
    (products, axis) => products.flatMap((p) => axis.map((f) => p * f)),
    [1],
  );
  const shape = [1, ...factors.map(({ length }) => length), 1];
  return tf.tensor(values as number[], shape, "float32");
}
