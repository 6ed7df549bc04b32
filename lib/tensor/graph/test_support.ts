// For tests only: compiled steps that must not fall back, and what they leave behind.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../backend.ts";
import {
  compile,
  type CompiledStep,
  type CompileOptions,
  type Step,
} from "./compile.ts";
import type { TensorRecord } from "./trace.ts";

const native = (await openBackend()).name === "tensorflow";

/** Registers a test that needs TensorFlow; it fails where it leaves tensors behind. */
export function testCompiled(
  name: string,
  body: () => void | Promise<void>,
): void {
  Deno.test({
    name,
    ignore: !native,
    async fn() {
      await openBackend();
      const before = tf.memory().numTensors;
      const { registeredVariables } = tf.engine().state;
      const known = new Set(Object.keys(registeredVariables));
      tf.engine().startScope();
      try {
        await body();
      } finally {
        tf.engine().endScope();
        for (const [name, variable] of Object.entries(registeredVariables)) {
          if (!known.has(name)) variable.dispose();
        }
      }
      assert.equal(tf.memory().numTensors, before, "tensors left behind");
    },
  });
}

/** Compiles a step; a step that falls back to eager fails the test. */
export function compileStrictly<I extends TensorRecord, O extends TensorRecord>(
  step: Step<I, O>,
  options: CompileOptions = {},
): CompiledStep<I, O> {
  return compile(step, {
    onWarning: (warning) => assert.fail(warning),
    ...options,
  });
}

/** The values of a tensor, as numbers. */
export const numbersOf = (tensor: tf.Tensor): number[] => [
  ...tensor.dataSync(),
];

/** Numbers that differ from each other, in [-1, 1), the same each time. */
export function pattern(shape: readonly number[], seed = 1): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from(
    { length: size },
    (_, i) => 2 * (((i + 1) * 0.6180339887 + seed * 0.4142135) % 1) - 1,
  );
  return tf.tensor(values, [...shape]);
}

/** Folders of graph files that lie in the folder of temporary files. */
export function graphFolders(): string[] {
  const folder = Deno.makeTempDirSync();
  Deno.removeSync(folder);
  return [...Deno.readDirSync(dirname(folder))]
    .map(({ name }) => name)
    .filter((name) => name.startsWith("segbook_graph_"))
    .sort();
}
