// What every network must do, whatever its parts: one network a family of encoders, on each decoder.
import assert from "node:assert/strict";
import { buildOptimizer } from "../optimizers/mod.ts";
import {
  assignVariables,
  compile,
  gradients,
  isNative,
  readVariables,
  tf,
} from "../tensor/mod.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { buildModel, declareModel } from "./build_model.ts";
import type { EncoderDecoder } from "./encoder_decoder.ts";
import { decoders, encoders } from "./registry.ts";
import { formulaTensor } from "./testdata/formula.ts";

const families = [
  "resnet18",
  "efficientnet-b0",
  "tf_efficientnet_lite0",
  "unet_classic",
] as const;
/** wasm is slow on the large ones. */
const runsHere = (encoder: string) =>
  isNative() || encoder.includes("efficientnet");
const inference = { training: false };

/** Runs with a network and frees it. */
function withModel(
  encoder: string,
  inputChannels: number,
  body: (model: EncoderDecoder) => void,
  seed = 1,
) {
  const recipe = { encoder, decoder: "unet" };
  const model = buildModel(recipe, { inputChannels, outputChannels: 2, seed });
  try {
    body(model);
  } finally {
    model.dispose();
  }
}

Deno.test("declareModel() joins every encoder with every decoder, for any number of channels", () => {
  for (const encoder of Object.keys(encoders)) {
    for (const decoder of Object.keys(decoders)) {
      for (const inputChannels of [1, 9]) {
        const { specs, stride, features } = declareModel(
          { encoder, decoder },
          { inputChannels, outputChannels: 4 },
        );
        const [, , inputs] = specs[0]!.shape;
        assert.equal(inputs, inputChannels, encoder);
        assert.deepEqual(specs.at(-1)!.shape, [4], decoder);
        assert.equal(features.strides.at(-1), stride);
      }
    }
  }
});

Deno.test("declareModel() names what is wrong with a recipe", () => {
  for (
    const [recipe, message] of [
      [{ encoder: "resnet35", decoder: "unet" }, /Did you mean resnet34/],
      [{ encoder: "resnet34", decoder: "unett" }, /Did you mean unet/],
      [{ encoder: "constructor", decoder: "unet" }, /encoder must be one of/],
      [
        { encoder: "resnet34", decoder: "unet_classic", attention: "scse" },
        /must be without attention, it takes decoderNorm/,
      ],
      [
        { encoder: "resnet34", decoder: "unet", decoderChannels: [64, 32] },
        /decoderChannels must have 5 numbers.*current value is \[64, 32\]/,
      ],
    ] as const
  ) {
    assert.throws(() => declareModel(recipe, { inputChannels: 3 }), message);
  }
  assert.throws(
    () =>
      declareModel({ encoder: "resnet34", decoder: "unet" }, {
        inputChannels: 0,
      }),
    /inputChannels must be a positive integer, current value is 0/,
  );
});

Deno.test("declareModel() gives a decoder the channels that a recipe names", () => {
  const decoderChannels = [64, 48, 32, 16, 8];
  const { specs } = declareModel(
    { encoder: "resnet18", decoder: "unet", decoderChannels },
    { inputChannels: 3 },
  );
  const outputs = specs
    .filter(({ name }) => /^decoder\.blocks\.\d\.conv2\.0/.test(name))
    .map(({ shape }) => shape[3]);
  assert.deepEqual(outputs, decoderChannels);
});

for (const encoder of families) {
  testOnEachBackend(
    `${encoder} runs on any batch and refuses other sizes`,
    () => {
      if (!runsHere(encoder)) return;
      withModel(encoder, 3, (model) => {
        const { stride } = model;
        for (const [batch, height, width] of [[1, 1, 2], [3, 2, 1]] as const) {
          const x = tf.ones([batch, height * stride, width * stride, 3]);
          const logits = model.forward(x as tf.Tensor4D, inference);
          assert.deepEqual(logits.shape, [...x.shape.slice(0, 3), 2]);
          assert(logits.dataSync().every(Number.isFinite));
        }
        assert.throws(
          () => model.forward(tf.zeros([1, stride, stride + 1, 3]), inference),
          new RegExp(`Pad the image to ${stride}x${2 * stride}`),
        );
        assert.throws(
          () => model.forward(tf.zeros([1, stride, stride, 4]), inference),
          /must have 3 channels, current value is 4/,
        );
      });
    },
  );

  testOnEachBackend(`${encoder} frees what it makes`, () => {
    if (!runsHere(encoder)) return;
    const before = tf.memory().numTensors;
    withModel(encoder, 1, (model) => {
      const weights = tf.memory().numTensors;
      const { stride } = model;
      const x = tf.ones([2, stride, 2 * stride, 1]) as tf.Tensor4D;
      tf.tidy(() => void model.forward(x, inference));
      assert.equal(tf.memory().numTensors, weights + 1);
      const result = gradients(
        model.parameters,
        () => tf.mean(model.forward(x, { training: true })),
      );
      tf.dispose([x, result.loss, ...result.gradients.values()]);
      assert.equal(tf.memory().numTensors, weights);
    });
    assert.equal(tf.memory().numTensors, before);
  });

  testOnEachBackend(`${encoder} is brought back by its stored weights`, () => {
    if (!runsHere(encoder)) return;
    withModel(encoder, 2, (first) => {
      const x = formulaTensor("image", [1, first.stride, first.stride, 2]);
      const wanted = first.forward(x, inference).dataSync();
      const all = (model: EncoderDecoder) =>
        new Map([...model.parameters, ...model.buffers]);
      const stored = readVariables(all(first));
      withModel(encoder, 2, (second) => {
        assert.notDeepEqual(second.forward(x, inference).dataSync(), wanted);
        assignVariables(all(second), stored);
        assert.deepEqual(second.forward(x, inference).dataSync(), wanted);
      }, 2);
    });
  });

  testOnEachBackend(`${encoder} predicts compiled as it does eagerly`, () => {
    if (!isNative()) return;
    withModel(encoder, 3, (model) => {
      const predict = ({ x }: { readonly x: tf.Tensor4D }) => ({
        logits: model.forward(x, inference),
      });
      const compiled = compile(predict);
      const x = formulaTensor("image", [1, model.stride, model.stride, 3]);
      const wanted = predict({ x }).logits.dataSync();
      const { logits } = compiled.run({ x });
      assert(compiled.compiled);
      assertClose(logits!, [...wanted], "logits", 1e-5);
      compiled.dispose();
    });
  });

  testOnEachBackend(`${encoder} trains compiled as it does eagerly`, () => {
    if (!isNative()) return;
    const eager = threeLosses(encoder, false);
    assertClose(threeLosses(encoder, true), eager, "losses");
    assert(eager[2]! < eager[0]!);
  });
}

/** What a step is given. */
type StepInputs = {
  readonly x: tf.Tensor4D;
  readonly y: tf.Tensor4D;
  readonly rate: tf.Scalar;
};

/** Losses of three steps. */
function threeLosses(encoder: string, compiles: boolean): number[] {
  const losses: number[] = [];
  withModel(encoder, 3, (model) => {
    const side = 3 * model.stride;
    const x = formulaTensor("image", [2, side, side, 3]);
    const y = formulaTensor("target", [2, side, side, 2]);
    const optimizer = buildOptimizer(
      { name: "sgd", learningRate: 1, weightDecay: 0 },
      model.parameters,
    );
    const step = ({ x, y, rate }: StepInputs) => {
      const { loss, gradients: found } = gradients(
        model.parameters,
        () =>
          tf.mean(tf.squaredDifference(
            model.forward(x, { training: true }),
            y,
          )),
      );
      optimizer.step(found, rate);
      return { loss };
    };
    const compiled = compiles ? compile(step) : undefined;
    for (let i = 0; i < 3; i++) {
      const inputs = { x, y, rate: tf.scalar(1e-3) };
      const { loss } = compiled
        ? compiled.run(inputs)
        : tf.tidy(() => step(inputs));
      losses.push(loss!.dataSync()[0]!);
    }
    if (compiled) assert(compiled.compiled);
    compiled?.dispose();
    optimizer.dispose();
  });
  return losses;
}

testOnEachBackend(
  "an EfficientNet drops blocks while training, by seed and step",
  () => {
    withModel("efficientnet-b0", 1, (model) => {
      const x = formulaTensor("image", [2, 64, 64, 1]);
      const run = (step?: number, training = true) =>
        tf.tidy(() => {
          const draw = { seed: 3, step: tf.scalar(step ?? 0, "int32") };
          const options = { training, ...(step === undefined ? {} : { draw }) };
          return model.forward(x, options).dataSync();
        });
      assert.deepEqual(run(5), run(5));
      assert.notDeepEqual(run(5), run(6));
      assert.notDeepEqual(run(5), run());
      assert.deepEqual(run(), run());
      const still = run(undefined, false);
      assert.deepEqual(run(5, false), still);
    });
  },
);
