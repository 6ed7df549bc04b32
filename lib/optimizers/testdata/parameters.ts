// For tests: the parameters and gradients that tools/oracles/optimizers.py makes, too.
import { tf } from "../../tensor/mod.ts";

/** Shapes by name, as the oracle scripts have them. */
export const shapes: Readonly<Record<string, number[]>> = {
  "conv.weight": [3, 3, 2, 4],
  "norm.weight": [4],
  "norm.bias": [4],
  "large.weight": [130, 130],
  "head.weight": [5],
  "other.weight": [2, 7],
};

function wave(shape: readonly number[], phase: number): number[] {
  const size = shape.reduce((product, side) => product * side, 1);
  return Array.from({ length: size }, (_, i) => Math.sin(0.37 * i + phase));
}

/** New variables with the values that the scripts start from. */
export function makeParameters(): Map<string, tf.Variable> {
  return new Map(
    Object.entries(shapes).map(([name, shape], k) => [
      name,
      tf.tidy(() => tf.variable(tf.tensor(wave(shape, k), shape))),
    ]),
  );
}

/** The gradients of a step: one in three is 0, and sizes span six decades. */
export function makeGradients(step: number): Map<string, tf.Tensor> {
  const size = 10 ** (step % 6 - 4);
  return new Map(
    Object.entries(shapes).map(([name, shape], k) => {
      const values = wave(shape, 10 * step + 2 * k)
        .map((value) => value * size).map((v) => v > -size / 2 ? v : 0);
      return [name, tf.tensor(values, shape)];
    }),
  );
}

/** First, middle and last number of each, and their sum, as the scripts write them. */
export function probe(tensors: ReadonlyMap<string, tf.Tensor>): number[] {
  return [...tensors.values()].flatMap((tensor) => {
    const values = [...tensor.dataSync()];
    const sum = values.reduce((total, value) => total + value, 0);
    return [values[0]!, values[values.length >> 1]!, values.at(-1)!, sum];
  });
}

/** Fails where the call reads a tensor back, which a compiled step cannot do. */
export function withoutReading<T>(call: () => T): T {
  const { dataSync } = tf.Tensor.prototype;
  tf.Tensor.prototype.dataSync = () => {
    throw new Error("a tensor was read back");
  };
  try {
    return call();
  } finally {
    tf.Tensor.prototype.dataSync = dataSync;
  }
}
