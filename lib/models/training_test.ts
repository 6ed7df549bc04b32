// Networks in training: compiled steps, and the blocks that are dropped.
import assert from "node:assert/strict";
import { buildOptimizer } from "../optimizers/mod.ts";
import { compile, gradients, isNative, tf } from "../tensor/mod.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { buildModel } from "./build_model.ts";
import type { EncoderDecoder } from "./encoder_decoder.ts";
import { checkDraws } from "./testdata/check_draws.ts";
import { formulaTensor } from "./testdata/formula.ts";

/** Families of encoders whose training is held to the eager one over some steps. */
const families = [
  "resnet18",
  "efficientnet-b0",
  "tf_efficientnet_lite0",
] as const;

for (const encoder of families) {
  testOnEachBackend(`${encoder} trains compiled as it does eagerly`, () => {
    if (!isNative()) return;
    const eager = threeLosses(encoder, false);
    assertClose(threeLosses(encoder, true), eager, "losses");
    assert(eager[2]! < eager[0]!);
  });
}

/** Runs with a network and frees it. */
function withModel(
  encoder: string,
  inputChannels: number,
  body: (model: EncoderDecoder) => void,
) {
  const recipe = { encoder, decoder: "unet" };
  const options = { inputChannels, outputChannels: 2, seed: 1 };
  const model = buildModel(recipe, options);
  try {
    body(model);
  } finally {
    model.dispose();
  }
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
      checkDraws((options) => model.forward(x, options));
    });
  },
);
