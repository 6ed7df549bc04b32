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

/** An operation of an oracle by name. */
export interface NamedOracleCase extends OracleCase {
  readonly operation: string;
  readonly options: unknown;
}

/** What {@linkcode assertResult} looks at. */
export type Result = {
  readonly value: tf.Tensor;
  readonly gradients: readonly tf.Tensor[];
};

/** An operation's value, and the gradients of sum(value * upstream) by each input. */
export function valueAndGradients(
  operation: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  upstream: tf.Tensor,
): Result {
  const value = tf.tidy(() => operation(...inputs));
  const gradients = tf.grads((...given) =>
    tf.sum(tf.mul(operation(...given), upstream))
  )(inputs);
  return { value, gradients };
}

/** Fails unless value and gradients are the oracle's. */
export function assertResult(
  { value, gradients }: Result,
  oracle: OracleCase,
  ofLargest?: number,
  what = "",
): void {
  assertClose(value, oracle.value, `value ${what}`, ofLargest);
  oracle.gradients.forEach((expected, i) =>
    assertClose(gradients[i]!, expected, `gradient ${i} ${what}`, ofLargest)
  );
}

/** Fails unless an operation has the oracle's value and gradients, and leaves no tensor behind. */
export function assertOracle(
  oracle: OracleCase,
  operation: (...inputs: tf.Tensor[]) => tf.Tensor,
  ofLargest?: number,
  what?: string,
): void {
  const inputs: tf.Tensor[] = oracle.inputs.map(tensorOf);
  const upstream = tensorOf(oracle.upstream);
  const before = tf.memory().numTensors;
  const result = valueAndGradients(operation, inputs, upstream);
  const left = tf.memory().numTensors - before - inputs.length - 1;
  assert.equal(left, 0, "tensors left over");
  assertResult(result, oracle, ofLargest, what);
}
