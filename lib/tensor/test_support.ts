// For tests only: oracle values, and the same test on both backends.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "./backend.ts";

/** Shape and values of a tensor, as the oracle scripts write them. */
export interface Numbers {
  readonly shape: number[];
  /** Numbers with blanks between. */
  readonly values: string;
}

/** The values as numbers. */
export function valuesOf({ values }: Numbers): number[] {
  return values === "" ? [] : values.split(" ").map(Number);
}

/** Makes a tensor of an oracle's values. */
export function tensorOf(numbers: Numbers): tf.Tensor4D {
  const tensor: tf.Tensor = tf.tensor(valuesOf(numbers), numbers.shape);
  return tensor as tf.Tensor4D;
}

/**
 * Fails unless the values are those of the oracle: to 1e-4 of each value, or to a share of the largest (1e-6 by
 * default), which is what float32 sums can hold where terms cancel.
 */
export function assertClose(
  actual: tf.Tensor | ArrayLike<number>,
  expected: Numbers | readonly number[],
  what: string,
  ofLargest = 1e-6,
): void {
  const values = actual instanceof tf.Tensor ? actual.dataSync() : actual;
  const wanted = "shape" in expected ? valuesOf(expected) : expected;
  if (actual instanceof tf.Tensor && "shape" in expected) {
    assert.deepEqual(actual.shape, expected.shape, `shape of ${what}`);
  }
  assert.equal(values.length, wanted.length, `size of ${what}`);
  const largest = wanted.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
  wanted.forEach((value, i) => {
    const error = Math.abs(values[i]! - value);
    assert(
      error <= 1e-4 * Math.abs(value) + ofLargest * largest + 1e-30,
      `${what}[${i}] is ${values[i]}, must be ${value}`,
    );
  });
}

const nativeRuns = (await openBackend()).name === "tensorflow";

/** Registers a test once for each backend; the native one is left out by name where it does not load. */
export function testOnEachBackend(
  name: string,
  body: () => void | Promise<void>,
): void {
  for (const portable of [false, true]) {
    Deno.test({
      name: `${name} (${portable ? "wasm" : "tensorflow"})`,
      ignore: !portable && !nativeRuns,
      async fn() {
        await openBackend({ portable });
        tf.engine().startScope();
        try {
          await body();
        } finally {
          tf.engine().endScope();
        }
      },
    });
  }
}
