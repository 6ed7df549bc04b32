import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../backend.ts";
import { isNative } from "../binding.ts";
import { conv2d } from "../convolutions/mod.ts";
import { gradients } from "../gradients.ts";
import { relu } from "../activations/mod.ts";
import { absentVariable, stepMemory } from "./step_memory.ts";

await openBackend();
const ignore = !isNative();
type Image = { readonly x: tf.Tensor4D };
const x = { shape: [1, 32, 32, 4] };
const map = 32 * 32 * 4 * 4;

function withFilters(count: number, body: (filters: tf.Variable[]) => void) {
  const before = tf.memory().numTensors;
  const filters = Array.from(
    { length: count },
    () => absentVariable([3, 3, 4, 4], true),
  );
  body(filters);
  filters.forEach((filter) => filter.dispose());
  assert.equal(tf.memory().numTensors, before);
}

const chain = (filters: tf.Variable[]) => ({ x }: Image) => ({
  y: filters.reduce(
    (y, filter) => relu(conv2d(y, filter, { padding: 1 })),
    x,
  ),
});

Deno.test({
  name:
    "stepMemory() frees what nothing needs: a chain of any depth has two maps at a time",
  ignore,
  fn() {
    for (const depth of [1, 3, 7]) {
      withFilters(depth, (filters) => {
        const { variables, peak, outputs } = stepMemory(chain(filters), { x });
        assert.equal(variables, depth * 9 * 16 * 4);
        assert.equal(outputs, map);
        assert.equal(peak, 2 * map);
      });
    }
  },
});

Deno.test({
  name: "stepMemory() keeps what the way back needs",
  ignore,
  fn() {
    const peakOf = (depth: number) => {
      let peak = 0;
      withFilters(depth, (filters) => {
        const named = new Map(filters.map((filter, i) => [`${i}`, filter]));
        const step = (inputs: Image) => {
          const { loss, gradients: found } = gradients(
            named,
            () => tf.mean(chain(filters)(inputs).y),
          );
          return { loss, ...Object.fromEntries(found) };
        };
        peak = stepMemory(step, { x }).peak;
      });
      return peak;
    };
    // Each layer more keeps its output for the way back, and its filter's gradient to the end.
    const layer = map + 9 * 16 * 4;
    const [four, eight] = [peakOf(4), peakOf(8)];
    assert(Math.abs(eight - four - 4 * layer) < layer / 2, `${four} ${eight}`);
    assert(four > 4 * map && four < 9 * map, `${four / map} maps`);
  },
});

Deno.test({
  name: "stepMemory() grows with the batch and halves with the precision",
  ignore,
  fn() {
    withFilters(3, (filters) => {
      const at = (batch: number, precision?: "bfloat16") =>
        stepMemory(
          chain(filters),
          { x: { shape: [batch, 32, 32, 4] } },
          precision,
        ).peak;
      assert.equal(at(6), 6 * at(1));
      const [full, half] = [at(8), at(8, "bfloat16")];
      assert(half < 0.8 * full, `${half} of ${full}`);
    });
  },
});

Deno.test({
  name: "stepMemory() refuses a step that reads values, as compile() does",
  ignore,
  fn() {
    assert.throws(
      () =>
        stepMemory(({ x }: Image) => ({ y: tf.scalar(x.dataSync()[0]!) }), {
          x,
        }),
      /must not read values/,
    );
  },
});
