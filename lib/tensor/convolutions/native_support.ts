import * as tf from "@tensorflow/tfjs-core";
import { executeReally } from "../graph/absent_values.ts";
import { attributesOf, type Operations } from "./native_kernels.ts";

/** What TensorFlow's kernels may lack in their gradients. */
export type Feature = "groups" | "dilation";

const answers = new Map<string, boolean>();

/**
 * True where TensorFlow's own kernels take groups or dilation backwards too: on a GPU, and on processors for which
 * oneDNN is switched on. Tried once each on a few pixels; a step that is being compiled does not see it.
 */
export function kernelsTake(feature: Feature, operations: Operations): boolean {
  const key = `${operations.forward} ${feature}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = runs(feature, operations);
  answers.set(key, answer);
  return answer;
}

function runs(feature: Feature, operations: Operations): boolean {
  const groups = feature === "groups" ? 2 : 1;
  const dilation = feature === "dilation" ? 2 : 1;
  const ones = operations.layout === "NHWC" ? [1, 1] : [1, 1, 1];
  const attributes = attributesOf({
    strides: ones,
    dilations: ones.map(() => dilation),
    mode: "VALID",
  }, operations.layout);
  const image = [1, ...ones.map(() => 1 + dilation), 2];
  const kernel = [...ones.map(() => 2), 2 / groups, 2];
  const outer = [1, ...ones, 2];
  tf.engine().startScope();
  try {
    const x = tensor(image);
    const filter = tensor(kernel);
    const dy = tensor(outer);
    const run = (name: string, inputs: tf.Tensor[]) =>
      executeReally(name, attributes, inputs, 1);
    run(operations.toInput, [tf.tensor1d(image, "int32"), filter, dy]);
    run(operations.toFilter, [x, tf.tensor1d(kernel, "int32"), dy]);
    return true;
  } catch {
    return false;
  } finally {
    tf.engine().endScope();
  }
}

/** Made on the host: nothing of it may get into a step that is being compiled. */
function tensor(shape: number[]): tf.Tensor {
  return tf.tensor(new Float32Array(tf.util.sizeFromShape(shape)), shape);
}
