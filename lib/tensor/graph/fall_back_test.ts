import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../backend.ts";
import {
  executeSingle,
  intAttribute,
  isNative,
  typeAttribute,
} from "../binding.ts";
import { compile } from "./compile.ts";
import {
  compileStrictly,
  graphFolders,
  numbersOf,
  testCompiled,
} from "./test_support.ts";

/** An operation that runs at once, but that a graph refuses: its `T` is left to be inferred. */
const incompleteSquare = (x: tf.Tensor): tf.Tensor =>
  executeSingle("Square", [], [x]);

testCompiled(
  "a step that TensorFlow refuses runs eagerly, with one warning",
  () => {
    const folders = graphFolders();
    const total = tf.variable(tf.scalar(1));
    const warnings: string[] = [];
    const step = compile(({ x }: { x: tf.Tensor }) => {
      const y = incompleteSquare(x);
      total.assign(tf.add(total, tf.sum(y)));
      return { total };
    }, { name: "my step", onWarning: (warning) => warnings.push(warning) });
    assert(step.compiled);
    for (const [i, wanted] of [5, 9, 13].entries()) {
      const { total: value } = step.run({ x: tf.tensor1d([-2]) });
      assert.equal(numbersOf(value)[0], wanted, `run ${i}`);
    }
    assert.equal(numbersOf(step.run({ x: tf.ones([3]) }).total)[0], 16);
    assert(!step.compiled);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /my step could not be compiled.*slower.*Square/s,
    );
    assert.equal(numbersOf(total)[0], 16);
    step.readBack();
    step.dispose();
    assert.deepEqual(graphFolders(), folders, "no graph file is left behind");
  },
);

/** Reads places beyond the end where the numbers are too large; TensorFlow finds out while it runs. */
function take({ places }: { places: tf.Tensor }): tf.Tensor {
  const attributes = [
    intAttribute("batch_dims", 0),
    typeAttribute("Tparams", "float32"),
    typeAttribute("Tindices", "int32"),
    typeAttribute("Taxis", "int32"),
  ];
  return executeSingle("GatherV2", attributes, [
    tf.tensor1d([1, 2, 3]),
    places,
    tf.scalar(0, "int32"),
  ]);
}

testCompiled(
  "a first run that fails eagerly too is the step's own error",
  () => {
    const total = tf.variable(tf.scalar(1));
    const step = compileStrictly((inputs: { places: tf.Tensor }) => {
      const sum = tf.sum(take(inputs));
      total.assign(tf.add(total, sum));
      return { sum };
    });
    const places = (...values: number[]) => ({
      places: tf.tensor1d(values, "int32"),
    });
    assert.throws(() => step.run(places(0, 7)), /indices\[1\] = 7/);
    assert.equal(numbersOf(total)[0], 1);
    assert.equal(numbersOf(step.run(places(0, 2)).sum)[0], 4);
    assert(step.compiled);
    step.dispose();
    assert.equal(numbersOf(total)[0], 5);
  },
);

testCompiled(
  "a later run that fails says what the variables hold, and does not lose them",
  () => {
    const total = tf.variable(tf.scalar(1));
    const step = compileStrictly((inputs: { places: tf.Tensor }) => {
      total.assign(tf.add(total, tf.sum(take(inputs))));
      return {};
    }, { name: "my step" });
    const places = (...values: number[]) => ({
      places: tf.tensor1d(values, "int32"),
    });
    step.run(places(0, 1));
    assert.throws(() => step.run(places(0, 7)), (error: unknown) => {
      assert(error instanceof Error && error.cause instanceof Error);
      assert.match(error.message, /run 2 of my step.*indices\[1\] = 7/);
      assert.match(error.message, /may hold this run's values or those before/);
      return true;
    });
    step.readBack();
    assert.equal(numbersOf(total)[0], 4);
    step.run(places(2, 2));
    step.dispose();
    assert.equal(numbersOf(total)[0], 10);
  },
);

testCompiled(
  "where another backend is open, a step runs eagerly without a warning",
  async () => {
    await openBackend({ portable: true });
    try {
      assert(!isNative());
      const total = tf.variable(tf.scalar(1));
      const step = compileStrictly(({ x }: { x: tf.Tensor }) => {
        total.assign(tf.add(total, x));
        return { total };
      });
      assert(!step.compiled);
      const outputs = tf.tidy(() => step.run({ x: tf.scalar(2) }));
      assert.equal(numbersOf(outputs.total)[0], 3);
      tf.dispose(outputs);
      assert.equal(numbersOf(total)[0], 3, "the output is a copy");
      step.readBack();
      step.dispose();
    } finally {
      await openBackend();
    }
  },
);
