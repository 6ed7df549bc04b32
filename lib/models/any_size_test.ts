// Images of any size through the wrapper, eager and compiled.
import assert from "node:assert/strict";
import { compile, gradients, isNative, mirrorPad, tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { anySize } from "./any_size.ts";
import { buildModel } from "./build_model.ts";
import { formulaTensor } from "./testdata/formula.ts";

const inference = { training: false };
const build = () =>
  buildModel({ name: "unet", widths: [4, 6, 8, 8] }, {
    inputChannels: 2,
    outputChannels: 3,
    seed: 1,
  });
/** Odd, smaller than the stride 8, and fitting. */
const sizes = [[9, 15], [1, 1], [3, 17], [8, 5], [16, 8]] as const;

testOnEachBackend(
  "anySize() gives the part of the mirrored image's logits that the image has",
  () => {
    const model = build();
    const wrapped = anySize(model);
    assert.equal(wrapped.stride, 1);
    for (const [height, width] of sizes) {
      const x = formulaTensor("image", [2, height, width, 2]);
      const large = mirrorPad(
        x,
        8 * Math.ceil(height / 8),
        8 * Math.ceil(width / 8),
      );
      const wanted = tf.slice(model.forward(large, inference), [0, 0, 0, 0], [
        2,
        height,
        width,
        3,
      ]);
      const logits = wrapped.forward(x, inference);
      assert.deepEqual(logits.shape, [2, height, width, 3]);
      assert.deepEqual(logits.dataSync(), wanted.dataSync());
    }
  },
);

testOnEachBackend(
  "anySize() passes gradients to every parameter and to the image",
  () => {
    const model = build();
    const wrapped = anySize(model);
    const x = tf.variable(formulaTensor("image", [2, 11, 5, 2]) as tf.Tensor);
    const named = new Map([...model.parameters, ["x", x]]);
    const step = (): Record<string, tf.Tensor> => {
      const { loss, gradients: found } = gradients(
        named,
        () =>
          tf.mean(
            tf.square(
              wrapped.forward(x as tf.Tensor as tf.Tensor4D, {
                training: true,
              }),
            ),
          ),
      );
      return { loss, ...Object.fromEntries(found) };
    };
    const eager = step();
    for (const [name, gradient] of Object.entries(eager)) {
      const values = gradient.dataSync();
      assert(
        values.every(Number.isFinite) && values.some((v) => v !== 0),
        name,
      );
    }
    if (!isNative()) return;
    const compiled = compile(step);
    const outputs = compiled.run({});
    assert(compiled.compiled);
    const [a, b] = [eager, outputs].map((o) => [...o["x"]!.dataSync()]);
    a!.forEach((v, i) =>
      assert(Math.abs(v - b![i]!) <= 1e-7 + 1e-4 * Math.abs(v))
    );
    compiled.dispose();
  },
);

testOnEachBackend(
  "anySize() cuts the logits of coarser levels, and leaves no tensor behind",
  () => {
    const model = buildModel({
      encoder: "tf_efficientnet_lite0",
      decoder: "unet",
      deepSupervision: 3,
      classificationHead: {},
    }, { inputChannels: 3, seed: 1 });
    const wrapped = anySize(model);
    const x = formulaTensor("image", [1, 33, 50, 3]);
    const before = tf.memory().numTensors;
    const outputs = wrapped.outputs(x, inference);
    assert.deepEqual(outputs.logits.shape, [1, 33, 50, 1]);
    assert.deepEqual(outputs.deepSupervision.map(({ shape }) => shape), [
      [1, 17, 25, 1],
      [1, 9, 13, 1],
    ]);
    assert.deepEqual(outputs.classification!.shape, [1, 1]);
    assert.equal(tf.memory().numTensors, before + 4);
    model.dispose();
  },
);

testOnEachBackend("without anySize() a network names the right size", () => {
  assert.throws(
    () => build().forward(tf.zeros([1, 9, 15, 2]), inference),
    /multiples of 8, current value is 9x15[\s\S]*Pad the image to 16x16/,
  );
});
