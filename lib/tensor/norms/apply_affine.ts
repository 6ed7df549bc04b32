import * as tf from "@tensorflow/tfjs-core";
import { biasAdd } from "../bias_add.ts";
import type { NormAffine } from "./norm_affine.ts";

/** weight * x + bias over the last axis; x itself without them. */
export function applyAffine(x: tf.Tensor, affine?: NormAffine): tf.Tensor {
  return affine ? biasAdd(tf.mul(x, affine.weight), affine.bias) : x;
}

/** Weight 1 and bias 0. */
export function identityAffine(channels: number): NormAffine {
  return { weight: tf.ones([channels]), bias: tf.zeros([channels]) };
}
