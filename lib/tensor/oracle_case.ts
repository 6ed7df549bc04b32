// For tests only: an operation held against an oracle's value and gradients.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { assertClose, type Numbers, tensorOf } from "./test_support.ts";

/** An operation's inputs and what an independent implementation made of them. */
export interface OracleCase {
  readonly inputs: readonly Numbers[];
  /** Gradient at the operation's value. */
  readonly upstream: Numbers;
  readonly value: Numbers;
  /** Of sum(value * upstream), by each input. */
  readonly gradients: readonly Numbers[];
}

/** Fails unless an operation has the oracle's value and gradients, and leaves no tensor behind. */
export function assertOracle(
  oracle: OracleCase,
  operation: (...inputs: tf.Tensor[]) => tf.Tensor,
  ofLargest?: number,
): void {
  const inputs: tf.Tensor[] = oracle.inputs.map(tensorOf);
  const upstream = tensorOf(oracle.upstream);
  const before = tf.memory().numTensors;
  const value = tf.tidy(() => operation(...inputs));
  const gradients = tf.grads((...given) =>
    tf.sum(tf.mul(operation(...given), upstream))
  )(inputs);
  const left = tf.memory().numTensors - before - inputs.length - 1;
  assert.equal(left, 0, "tensors left over");
  assertClose(value, oracle.value, "value", ofLargest);
  oracle.gradients.forEach((expected, i) =>
    assertClose(gradients[i]!, expected, `gradient ${i}`, ofLargest)
  );
}
