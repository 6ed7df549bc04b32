import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { updateInPlace } from "./absent_values.ts";
import { typeAttribute } from "../binding.ts";
import {
  compileStrictly,
  graphFolders,
  numbersOf,
  testCompiled,
} from "./test_support.ts";

/** A step that adds the sum of its input to a variable. */
function adder(total: tf.Variable) {
  return ({ x }: { x: tf.Tensor }) => {
    total.assign(tf.add(total, tf.sum(x)));
    return { total };
  };
}

const scalar = (value: number) => tf.variable(tf.scalar(value));

testCompiled("compile() traces once for each shape and variant", () => {
  const total = scalar(0);
  let traces = 0;
  const step = compileStrictly(
    ({ x }: { x: tf.Tensor }, variant: string) => {
      traces++;
      const sum = variant === "double" ? tf.mul(tf.sum(x), 2) : tf.sum(x);
      total.assign(tf.add(total, sum));
      return { total };
    },
  );
  const run = (size: number, variant?: string) =>
    numbersOf(step.run({ x: tf.ones([size]) }, variant).total)[0];
  assert.equal(run(2), 2);
  const first = traces;
  for (let i = 0; i < 2; i++) run(2);
  const checked = traces;
  assert.equal(run(2), 8);
  assert.equal(traces, checked, "a known shape is not traced again");
  assert.equal(run(3), 11, "the variable moves to the new shape's graph");
  assert(traces >= checked + first);
  assert.equal(run(2, "double"), 15);
  assert.equal(run(2), 17);
  step.dispose();
  assert.equal(numbersOf(total)[0], 17);
});

testCompiled("compile() tells types of inputs apart", () => {
  const step = compileStrictly(({ x }: { x: tf.Tensor }) => ({
    y: tf.add(x, x),
  }));
  assert.equal(step.run({ x: tf.scalar(2, "int32") }).y.dtype, "int32");
  assert.equal(numbersOf(step.run({ x: tf.scalar(0.5) }).y)[0], 1);
  step.dispose();
});

testCompiled(
  "compile() holds outputs that are inputs or variables apart from them",
  () => {
    const total = scalar(3);
    const step = compileStrictly(({ x }: { x: tf.Tensor }) => ({ x, total }));
    const x = tf.scalar(5);
    tf.dispose(step.run({ x }));
    const outputs = step.run({ x });
    assert.deepEqual([numbersOf(outputs.x), numbersOf(outputs.total)], [[5], [
      3,
    ]]);
    tf.dispose(outputs);
    assert.equal(numbersOf(x)[0], 5);
    assert.equal(numbersOf(total)[0], 3);
    step.dispose();
  },
);

testCompiled(
  "a variable's value in the session is refused by name until readBack()",
  () => {
    const total = tf.variable(tf.scalar(1), true, "a_total");
    const step = compileStrictly(adder(total));
    step.run({ x: tf.scalar(2) });
    const message =
      /"a_total": its value is inside a compiled step; call the step's readBack/;
    assert.throws(() => total.dataSync(), message);
    assert.throws(() => tf.add(total, 1), message);
    step.readBack();
    assert.equal(numbersOf(total)[0], 3);
    step.run({ x: tf.scalar(1) });
    assert.throws(() => total.dataSync(), message);
    step.dispose();
    assert.equal(numbersOf(total)[0], 4);
  },
);

testCompiled(
  "a variable's value in the session is refused asynchronously too",
  async () => {
    const total = tf.variable(tf.scalar(1), true, "b_total");
    const step = compileStrictly(adder(total));
    step.run({ x: tf.scalar(2) });
    await assert.rejects(total.data(), /"b_total"/);
    step.dispose();
    assert.deepEqual([...await total.data()], [3]);
  },
);

testCompiled("a value assigned from outside is taken in", () => {
  const total = scalar(1);
  const step = compileStrictly(adder(total));
  step.run({ x: tf.scalar(2) });
  total.assign(tf.scalar(100));
  assert.equal(numbersOf(total)[0], 100, "before the next run");
  step.readBack();
  assert.equal(numbersOf(total)[0], 100, "the session's value is out of date");
  step.run({ x: tf.scalar(1) });
  step.readBack();
  assert.equal(numbersOf(total)[0], 101);
  total.assign(tf.scalar(7));
  step.run({ x: tf.scalar(1) });
  step.dispose();
  assert.equal(numbersOf(total)[0], 8);
});

testCompiled(
  "two compiled steps exchange a variable through readBack()",
  () => {
    const total = tf.variable(tf.scalar(1), true, "c_total");
    const plus = compileStrictly(adder(total));
    const twice = compileStrictly(() => {
      total.assign(tf.mul(total, 2));
      return {};
    });
    plus.run({ x: tf.scalar(2) });
    assert.throws(() => twice.run({}), /"c_total".*readBack/s);
    plus.readBack();
    twice.run({});
    assert.throws(() => plus.run({ x: tf.scalar(1) }), /"c_total".*readBack/s);
    twice.readBack();
    plus.run({ x: tf.scalar(1) });
    plus.readBack();
    assert.equal(numbersOf(total)[0], 7);
    twice.dispose();
    assert.equal(numbersOf(total)[0], 7, "out of date, must not be read back");
    plus.dispose();
  },
);

testCompiled("an input whose value is in a session is refused by name", () => {
  const total = tf.variable(tf.scalar(1), true, "d_total");
  const plus = compileStrictly(adder(total));
  const square = compileStrictly(({ x }: { x: tf.Tensor }) => ({
    y: tf.square(x),
  }));
  plus.run({ x: tf.scalar(2) });
  assert.throws(() => square.run({ x: total }), /"d_total".*readBack/);
  plus.readBack();
  assert.equal(numbersOf(square.run({ x: total }).y)[0], 9);
  plus.dispose();
  square.dispose();
});

testCompiled(
  "the tensor that a variable was assigned from keeps its values",
  () => {
    const first = tf.tensor1d([1, 2, 3]);
    const w = tf.variable(tf.zeros([3]));
    w.assign(first);
    const step = compileStrictly(({ delta }: { delta: tf.Tensor }) => {
      const inPlace = updateInPlace(
        "ResourceApplyGradientDescent",
        [typeAttribute("T", "float32")],
        [w],
        [tf.scalar(1), delta],
      );
      if (!inPlace) w.assign(tf.sub(w, delta));
      return {};
    });
    step.run({ delta: tf.ones([3]) });
    step.readBack();
    const kept = tf.clone(w);
    step.run({ delta: tf.ones([3]) });
    step.dispose();
    assert.deepEqual(numbersOf(first), [1, 2, 3]);
    assert.deepEqual(numbersOf(kept), [0, 1, 2]);
    assert.deepEqual(numbersOf(w), [-1, 0, 1]);
  },
);

testCompiled("variables made from one tensor stay apart", () => {
  const both = tf.scalar(1);
  const [a, b] = [tf.variable(both), tf.variable(both)];
  const step = compileStrictly(({ x }: { x: tf.Tensor }) => {
    a.assign(tf.add(a, x));
    b.assign(tf.sub(b, x));
    return {};
  });
  for (let i = 0; i < 3; i++) step.run({ x: tf.scalar(2) });
  step.dispose();
  assert.deepEqual([numbersOf(a), numbersOf(b)], [[7], [-5]]);
});

testCompiled("variables exchange their values as they were before", () => {
  const [a, b] = [scalar(1), scalar(2)];
  const step = compileStrictly(() => {
    const old = tf.clone(a);
    a.assign(b);
    b.assign(old);
    return { a, b };
  });
  for (const [first, second] of [[2, 1], [1, 2], [2, 1]]) {
    const outputs = step.run({});
    assert.deepEqual([numbersOf(outputs.a), numbersOf(outputs.b)], [[first], [
      second,
    ]]);
  }
  step.dispose();
  assert.deepEqual([numbersOf(a), numbersOf(b)], [[2], [1]]);
});

testCompiled("dispose() frees all, and the step can be run again", () => {
  const folders = graphFolders();
  const total = scalar(0);
  const tensors = tf.memory().numTensors;
  const step = compileStrictly(adder(total));
  for (let round = 1; round <= 2; round++) {
    tf.tidy(() => step.run({ x: tf.ones([round]) }).total.dataSync());
    tf.tidy(() => step.run({ x: tf.ones([2 * round]) }).total.dataSync());
    assert.equal(tf.memory().numTensors, tensors);
    step.dispose();
    step.dispose();
    assert.equal(tf.memory().numTensors, tensors);
  }
  assert.equal(numbersOf(total)[0], 9);
  assert.deepEqual(graphFolders(), folders);
});

testCompiled(
  "a variable that was disposed of does not break readBack() and dispose()",
  () => {
    const [kept, gone] = [
      scalar(1),
      tf.variable(tf.scalar(1), true, "gone_total"),
    ];
    const step = compileStrictly(({ x }: { x: tf.Tensor }) => {
      kept.assign(tf.add(kept, x));
      gone.assign(tf.add(gone, x));
      return {};
    });
    step.run({ x: tf.scalar(1) });
    gone.dispose();
    assert.throws(
      () => step.run({ x: tf.scalar(1) }),
      /"gone_total".*disposed/,
    );
    step.readBack();
    assert.equal(numbersOf(kept)[0], 2);
    step.dispose();
  },
);

testCompiled(
  "many variables are no longer used once a variant is not run",
  () => {
    const [a, b] = [scalar(1), scalar(10)];
    const step = compileStrictly((_: Record<never, never>, variant: string) => {
      const one = variant === "a" ? a : b;
      one.assign(tf.add(one, 1));
      return {};
    });
    step.run({}, "a");
    step.run({}, "b");
    step.run({}, "b");
    step.readBack();
    assert.deepEqual([numbersOf(a), numbersOf(b)], [[2], [12]]);
    b.dispose();
    step.run({}, "a");
    step.dispose();
    assert.equal(numbersOf(a)[0], 3);
  },
);

testCompiled(
  "each value of a variable that is changed in place can be used after the next",
  () => {
    const w = tf.variable(tf.tensor1d([10, 20]));
    const less = (delta: tf.Tensor) => {
      const attributes = [typeAttribute("dtype", "float32")];
      assert(updateInPlace("AssignSubVariableOp", attributes, [w], [delta]));
      return tf.clone(w);
    };
    const step = compileStrictly(({ delta }: { delta: tf.Tensor }) => {
      const first = tf.clone(w);
      const second = less(delta);
      const third = less(delta);
      w.assign(tf.mul(first, 2));
      return { first, second, third, last: w };
    });
    const delta = tf.tensor1d([1, 2]);
    for (let i = 0, scale = 1; i < 20; i++, scale *= 2) {
      const { first, second, third, last } = tf.tidy(() => step.run({ delta }));
      assert.deepEqual(numbersOf(first), [10 * scale, 20 * scale]);
      assert.deepEqual(numbersOf(second), [10 * scale - 1, 20 * scale - 2]);
      assert.deepEqual(numbersOf(third), [10 * scale - 2, 20 * scale - 4]);
      assert.deepEqual(numbersOf(last), [20 * scale, 40 * scale]);
      tf.dispose([first, second, third, last]);
    }
    step.dispose();
  },
);
