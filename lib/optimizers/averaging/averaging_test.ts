// Averages after each update, on both backends, against torch.optim.swa_utils, timm and torch_ema.
import assert from "node:assert/strict";
import { assertClose, testOnEachBackend } from "../../tensor/test_support.ts";
import {
  assignVariables,
  compile,
  isNative,
  readVariables,
  type StoredTensor,
  tf,
} from "../../tensor/mod.ts";
import { withoutReading } from "../testdata/parameters.ts";
import { averageCheckpoints } from "./average_checkpoints.ts";
import {
  exponentialAverage,
  type ExponentialAverageOptions,
} from "./exponential_average.ts";
import { stochasticAverage } from "./stochastic_average.ts";
import fixture from "./testdata/averages.json" with { type: "json" };
import type { AverageOptions, WeightAverage } from "./weight_average.ts";

const shapes = { a: [3, 4], b: [5], mean: [3] };

/** The weights after so many steps, as in the oracle script. */
function weightsAt(update: number): Map<string, tf.Tensor> {
  return new Map(
    Object.entries(shapes).map(([name, shape], k) => {
      const size = shape.reduce((product, side) => product * side, 1);
      const values = Array.from(
        { length: size },
        (_, i) => Math.sin(0.37 * i + 0.9 * update + k) + 0.1 * update,
      );
      return [name, tf.tensor(values, shape)];
    }),
  );
}

function makeModel() {
  const all = [...weightsAt(0)].map(([name, values]) =>
    [name, tf.variable(values)] as const
  );
  const parameters = new Map(all.slice(0, 2));
  const buffers = new Map(all.slice(2));
  const move = (update: number) =>
    tf.tidy(() => {
      const values = weightsAt(update);
      all.forEach(([name, variable]) => variable.assign(values.get(name)!));
    });
  return { parameters, buffers, move, all: new Map(all) };
}

type Model = ReturnType<typeof makeModel>;

const flat = (variables: ReadonlyMap<string, tf.Variable>) =>
  [...variables.values()].flatMap((variable) => [...variable.dataSync()]);

function average(
  model: Model,
  options: Partial<ExponentialAverageOptions> & { readonly name: string },
): WeightAverage {
  return options.name === "swa"
    ? stochasticAverage(model, options as AverageOptions)
    : exponentialAverage(model, { decay: 0, ...options });
}

for (const { options, steps } of fixture) {
  const title = JSON.stringify(options).replaceAll('"', "");
  const typed = options as Parameters<typeof average>[1];

  testOnEachBackend(`average ${title} is PyTorch's, step by step`, async () => {
    const model = makeModel();
    const averaged = average(model, typed);
    for (const [i, expected] of steps.entries()) {
      model.move(i + 1);
      withoutReading(() => averaged.update());
      const own = flat(model.all);
      const values = await averaged.withAverages(() => flat(model.all));
      const wanted = expected.split(" ").map(Number);
      assertClose(values, wanted, `after update ${i + 1}`);
      assert.deepEqual(flat(model.all), own);
    }
  });

  testOnEachBackend(`average ${title} is the same compiled`, () => {
    if (!isNative()) return;
    const model = makeModel();
    const averaged = average(model, typed);
    const step = compile((inputs: Record<string, tf.Tensor>) => {
      model.all.forEach((variable, name) => variable.assign(inputs[name]!));
      averaged.update();
      return {};
    });
    steps.forEach((_, i) => step.run(Object.fromEntries(weightsAt(i + 1))));
    step.dispose();
    const names = [...model.all.keys()];
    const values = names.flatMap((name) => [
      ...averaged.state().get(name)!.dataSync(),
    ]);
    assertClose(values, steps.at(-1)!.split(" ").map(Number), "averages");
  });
}

testOnEachBackend("an average resumes bit for bit from its state", () => {
  const options = { decay: 0.9, warmUp: "torch_ema" } as const;
  const [model, other] = [makeModel(), makeModel()];
  const whole = exponentialAverage(model, options);
  const first = exponentialAverage(other, options);
  const update = (target: Model, averaged: WeightAverage, n: number) => {
    target.move(n);
    averaged.update();
  };
  for (let n = 1; n <= 6; n++) update(model, whole, n);
  for (let n = 1; n <= 3; n++) update(other, first, n);
  const second = exponentialAverage(makeModel(), options);
  assignVariables(second.state(), readVariables(first.state()));
  const resumed = exponentialAverage(other, options);
  assignVariables(resumed.state(), readVariables(second.state()));
  for (let n = 4; n <= 6; n++) update(other, resumed, n);
  assert.deepEqual(
    readVariables(resumed.state()),
    readVariables(whole.state()),
  );
});

testOnEachBackend("an average's state does not change by swapping", () => {
  const model = makeModel();
  const averaged = exponentialAverage(model, { decay: 0.5 });
  model.move(1);
  averaged.update();
  const before = readVariables(averaged.state());
  averaged.swapIn();
  assert.deepEqual(readVariables(averaged.state()), before);
  assert.throws(() => averaged.swapIn(), /they are in already/);
  assert.throws(() => averaged.update(), /must have its own weights/);
  averaged.swapOut();
  assert.throws(() => averaged.swapOut(), /they are not in/);
  assert.deepEqual(readVariables(averaged.state()), before);
});

testOnEachBackend("withAverages() swaps out after an error", async () => {
  const model = makeModel();
  const averaged = exponentialAverage(model, { decay: 0.5 });
  model.move(1);
  const own = flat(model.all);
  await assert.rejects(
    averaged.withAverages(() => Promise.reject(new Error("stop"))),
    /stop/,
  );
  assert.deepEqual(flat(model.all), own);
});

testOnEachBackend("an average leaks no tensor", async () => {
  const model = makeModel();
  const before = tf.memory().numTensors;
  const averaged = exponentialAverage(model, { decay: 0.5, startAfter: 2 });
  averaged.update();
  const running = tf.memory().numTensors;
  averaged.update();
  await averaged.withAverages(() => {});
  assert.equal(tf.memory().numTensors, running);
  averaged.dispose();
  assert.equal(tf.memory().numTensors, before);
});

testOnEachBackend("exponentialAverage() refuses numbers out of range", () => {
  const model = makeModel();
  assert.throws(
    () => exponentialAverage(model, { decay: 1 }),
    /decay must be in \[0, 1\), current value is 1/,
  );
  assert.throws(
    () => exponentialAverage(model, { decay: 0.9, startAfter: 1.5 }),
    /startAfter must be a whole number/,
  );
});

const floats = (...data: number[]): StoredTensor => ({
  dtype: "float32",
  shape: [data.length],
  data: Float32Array.from(data),
});
const checkpoint = (name: string, tensors: Record<string, StoredTensor>) => ({
  name,
  tensors: new Map(Object.entries(tensors)),
});

Deno.test("averageCheckpoints() gives each number's mean", () => {
  const count = (value: number): StoredTensor => ({
    dtype: "int32",
    shape: [1],
    data: Int32Array.from([value]),
  });
  const all = [
    checkpoint("a", { w: floats(1, 2), n: count(4) }),
    checkpoint("b", { n: count(7), w: floats(4, -2) }),
    checkpoint("c", { w: floats(7, 3), n: count(9) }),
  ];
  const equal = averageCheckpoints(all);
  assert.deepEqual([...equal.keys()], ["w", "n"]);
  assert.deepEqual(equal.get("w"), floats(4, 1));
  assert.deepEqual(equal.get("n"), count(9));
  const weighted = averageCheckpoints(all, [3, 1, 1]);
  assert.deepEqual(weighted.get("w"), floats(14 / 5, 7 / 5));
  assert.notEqual(
    averageCheckpoints(all).get("n")!.data,
    all[2]!.tensors.get("n")!.data,
  );
});

Deno.test("averageCheckpoints() lists every difference", () => {
  const all = [
    checkpoint("a.safetensors", { w: floats(1, 2), v: floats(1) }),
    checkpoint("b.safetensors", { w: floats(1, 2, 3), v: floats(1) }),
    checkpoint("c.safetensors", { w: floats(1, 2), u: floats(1) }),
  ];
  assert.throws(() => averageCheckpoints(all), (error: Error) =>
    [
      "w must be float32 [2], is float32 [3] in b.safetensors",
      "c.safetensors lacks v",
      "a.safetensors lacks u",
    ].every((fault) => error.message.includes(fault)));
  assert.throws(() => averageCheckpoints([]), /at least one/);
  assert.throws(() => averageCheckpoints([all[0]!], [0]), /weights must be 1/);
  assert.throws(() => averageCheckpoints([all[0]!], [1, 1]), /1 numbers/);
});
