import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { executeSingle, intAttribute, typeAttribute } from "../binding.ts";
import { compile } from "./compile.ts";
import { CompileError } from "./compile_error.ts";
import { compileStrictly, numbersOf, testCompiled } from "./test_support.ts";

type Inputs = { x: tf.Tensor };

/** Fails unless the step is refused with all of the words, and leaves its variable as it was. */
function assertRefused(
  step: (inputs: Inputs, total: tf.Variable) => unknown,
  words: readonly RegExp[],
): void {
  const total = tf.variable(tf.scalar(4), true, "the_total");
  const compiled = compileStrictly((inputs: Inputs) => {
    total.assign(tf.add(total, 1));
    return step(inputs, total) as { y: tf.Tensor };
  }, { name: "the step of the test" });
  const x = tf.tensor1d([1, 2, 3]);
  assert.throws(() => compiled.run({ x }), (error: unknown) => {
    assert(error instanceof CompileError, String(error));
    for (const word of words) assert.match(error.message, word);
    return true;
  });
  assert.equal(numbersOf(total)[0], 4);
  compiled.dispose();
  total.dispose();
}

const readings: Record<string, (x: tf.Tensor) => unknown> = {
  "dataSync()": (x) => x.dataSync(),
  "arraySync()": (x) => x.arraySync(),
  "print()": (x) => x.print(),
  "dataSync() within a try": (x) => {
    try {
      x.dataSync();
    } catch {
      // Refused all the same.
    }
  },
  "data()": (x) => x.data(),
  "array()": (x) => x.array(),
  "whereAsync()": (x) => tf.whereAsync(tf.greater(x, 0)),
  "gather(), which checks its indices": (x) =>
    tf.gather(x, tf.cast(x, "int32")),
};
for (const [name, read] of Object.entries(readings)) {
  testCompiled(`a step that reads values by ${name} is refused`, () => {
    assertRefused(({ x }) => {
      const doubled = tf.mul(x, 2);
      read(doubled);
      return { y: doubled };
    }, [/must not read values/, /Mul|Greater|Cast/, /return it/]);
  });
}

testCompiled(
  "a step that reads an input or a variable is refused by their names",
  () => {
    assertRefused(({ x }) => ({ y: tf.scalar(x.dataSync()[0]!) }), [/input x/]);
    assertRefused((_, total) => ({ y: tf.scalar(total.dataSync()[0]!) }), [
      /Add/,
    ]);
    const other = tf.variable(tf.scalar(1), true, "another");
    assertRefused(() => ({ y: tf.scalar(other.dataSync()[0]!) }), [
      /variable "another"/,
    ]);
  },
);

testCompiled("an async step is refused", () => {
  assertRefused(async ({ x }) => {
    await x.data();
    return { y: x };
  }, [/must not read values/]);
  assertRefused(async ({ x }) => ({ y: await Promise.resolve(x) }), [
    /promise.*do not await/,
  ]);
});

const draws: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  randomUniform: (x) => tf.randomUniform(x.shape),
  randomUniformInt: (x) => tf.randomUniformInt(x.shape, 0, 9, 3),
  randomNormal: (x) => tf.randomNormal(x.shape, 0, 1, "float32", 3),
  randomStandardNormal: (x) => tf.randomStandardNormal(x.shape),
  randomGamma: (x) => tf.randomGamma(x.shape, 2),
  truncatedNormal: (x) => tf.truncatedNormal(x.shape),
  dropout: (x) => tf.dropout(x, 0.5, undefined, 3),
};
for (const [name, draw] of Object.entries(draws)) {
  testCompiled(`a step that draws by tf.${name} is refused`, () => {
    assertRefused(({ x }) => ({ y: tf.mul(x, draw(x)) }), [
      new RegExp(`tf\\.${name}:`),
      /seed and the step's number/,
    ]);
  });
}

testCompiled("a step that draws by Math.random() is refused", () => {
  assertRefused(({ x }) => ({ y: tf.mul(x, Math.random()) }), [
    /the step of the test/,
    /a number that goes into Mul/,
    /input of the step/,
  ]);
});

testCompiled("stateful random operations of TensorFlow are refused", () => {
  assertRefused(({ x }) => {
    const attributes = [
      typeAttribute("dtype", "float32"),
      typeAttribute("T", "int32"),
      intAttribute("seed", 1),
      intAttribute("seed2", 1),
    ];
    const shape = tf.tensor1d([3], "int32");
    return {
      y: tf.mul(x, executeSingle("RandomUniform", attributes, [shape])),
    };
  }, [/RandomUniform:/, /seed and the step's number/]);
  assertRefused(({ x }) => ({ y: tf.multinomial(x as tf.Tensor1D, 3, 5) }), [
    /Multinomial:/,
  ]);
});

testCompiled("operations whose shapes depend on values are refused", () => {
  assertRefused(({ x }) => ({ y: tf.unique(x).values }), [
    /UniqueV2:.*fixed shape/,
  ]);
});

testCompiled(
  "a number that changes from call to call is refused at a later run",
  () => {
    for (const changesAfter of [1, 2, 3, 5]) {
      const total = tf.variable(tf.scalar(0));
      let rate = 0.5;
      const step = compileStrictly(({ x }: Inputs) => {
        total.assign(tf.add(total, tf.mul(tf.sum(x), rate)));
        return {};
      });
      const x = tf.scalar(1);
      for (let i = 0; i < changesAfter; i++) step.run({ x });
      rate = 0.25;
      assert.throws(
        () => {
          for (let i = 0; i < 8; i++) step.run({ x });
        },
        /number that goes into Mul.*changes from call to call.*scalar tensor/s,
      );
      step.dispose();
      assert.equal(numbersOf(total)[0]! % 0.5, 0, "whole runs with the first");
    }
  },
);

testCompiled("a path that changes from call to call is refused", () => {
  let calls = 0;
  assertRefused(({ x }) => ({
    y: calls++ % 2 === 0 ? tf.square(x) : tf.exp(x),
  }), [/Square|Exp/, /changes from call to call/]);
});

testCompiled(
  "a variable that is made in the step is refused by its name",
  () => {
    assertRefused(
      ({ x }) => ({ y: tf.add(x, tf.variable(tf.scalar(1), true, "late")) }),
      [/"late"/, /make it outside/],
    );
  },
);

testCompiled(
  "a step in a step is refused, also where the inner one is compiled already",
  () => {
    const inner = compileStrictly(({ x }: Inputs) => ({ y: tf.square(x) }));
    assertRefused((inputs) => inner.run(inputs), [/inner step's own function/]);
    inner.run({ x: tf.tensor1d([1, 2, 3]) });
    assertRefused((inputs) => inner.run(inputs), [/inner step's own function/]);
    inner.dispose();
  },
);

testCompiled("an output that is no tensor is refused by its name", () => {
  assertRefused(() => ({ loss: 3 }), [/output loss must be a tensor.*3/]);
});

testCompiled("a tensor that was kept from a step is refused later", () => {
  let kept: tf.Tensor | undefined;
  const step = compile(({ x }: Inputs) => {
    kept ??= tf.keep(tf.square(x));
    return { y: tf.add(x, 1) };
  });
  // Its second trace differs, for the tensor is there then.
  assert.throws(() => step.run({ x: tf.scalar(2) }));
  assert.throws(
    () => kept?.dataSync(),
    /Square.*must not keep tensors/,
  );
  kept?.dispose();
  step.dispose();
});

testCompiled(
  "an error of the step comes through unchanged, and variables stay",
  () => {
    const total = tf.variable(tf.scalar(4));
    const mistake = new InputError("Cannot train: the batch must not be empty");
    let broken = true;
    const step = compileStrictly(({ x }: Inputs) => {
      total.assign(tf.add(total, tf.sum(x)));
      if (broken) throw mistake;
      return { total };
    });
    const x = tf.ones([2]);
    assert.throws(() => step.run({ x }), (error) => error === mistake);
    assert.equal(numbersOf(total)[0], 4);
    broken = false;
    assert.equal(numbersOf(step.run({ x }).total)[0], 6);
    broken = true;
    assert.throws(() => step.run({ x: tf.ones([3]) }), (e) => e === mistake);
    step.readBack();
    assert.equal(numbersOf(total)[0], 6);
    step.dispose();
  },
);

testCompiled("shapes that do not fit are told while the step is traced", () => {
  const step = compileStrictly(({ x }: Inputs) => ({
    y: tf.matMul(x as tf.Tensor2D, tf.ones([3, 1])),
  }));
  assert.throws(
    () => step.run({ x: tf.ones([2, 2]) }),
    /MatMul.*\[2,2\], \[3,1\]/,
  );
  step.dispose();
});
