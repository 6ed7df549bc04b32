// Rounding that differs is amplified by deep networks and by Adam, so the large ones are held to the bit.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { buildLoss } from "../../losses/mod.ts";
import { buildModel } from "../../models/mod.ts";
import { buildOptimizer } from "../../optimizers/mod.ts";
import { gradients } from "../gradients.ts";
import { readVariables } from "../stored_variables.ts";
import { compileStrictly, pattern, testCompiled } from "./test_support.ts";

const STEPS = 20;
const loss = buildLoss([
  { name: "bce", weight: 1 },
  { name: "dice", weight: 1 },
]);

type Inputs = {
  readonly x: tf.Tensor4D;
  readonly y: tf.Tensor4D;
  readonly learningRate: tf.Scalar;
};

/** Everything that a network holds after some steps of AdamW. */
function train(
  encoder: string,
  decoder: string,
  compiles: boolean,
): Map<string, unknown> {
  const options = { inputChannels: 3, seed: 1 };
  const model = buildModel({ encoder, decoder }, options);
  const optimizer = buildOptimizer(
    { name: "adamw", learningRate: 1e-3, weightDecay: 1e-2 },
    model.parameters,
  );
  const step = ({ x, y, learningRate }: Inputs) => {
    const number = optimizer.state().get("step")!;
    const draw = { seed: 1, step: tf.cast(number, "int32") as tf.Scalar };
    const { loss: value, gradients: own } = gradients(
      model.parameters,
      () => loss(model.forward(x, { training: true, draw }), y),
    );
    optimizer.step(own, learningRate);
    return { loss: value };
  };
  const inputs = tf.tidy(() => ({
    x: pattern([2, 32, 64, 3], 1) as tf.Tensor4D,
    y: tf.cast(tf.greater(pattern([2, 32, 64, 1], 2), 0), "float32"),
    learningRate: tf.scalar(1e-3),
  })) as Inputs;
  const compiled = compiles ? compileStrictly(step) : undefined;
  for (let i = 0; i < STEPS; i++) {
    tf.dispose(compiled ? compiled.run(inputs) : tf.tidy(() => step(inputs)));
  }
  compiled?.dispose();
  const values = readVariables(
    new Map([...model.parameters, ...model.buffers, ...optimizer.state()]),
  );
  tf.dispose(inputs);
  optimizer.dispose();
  model.dispose();
  return values;
}

for (
  const [encoder, decoder] of [
    ["resnet18", "unet"],
    ["efficientnet-b0", "unet"],
    ["tf_efficientnet_lite0", "unet"],
    ["unet_classic", "unet_classic"],
  ] as const
) {
  testCompiled(
    `compile() trains a ${decoder} on ${encoder} to the bits of ${STEPS} eager steps`,
    () => {
      const eager = train(encoder, decoder, false);
      assert.deepEqual(train(encoder, decoder, true), eager);
    },
  );
}
