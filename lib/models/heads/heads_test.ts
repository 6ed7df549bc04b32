import assert from "node:assert/strict";
import { smokeRecipe } from "../../recipes/smoke_recipe.ts";
import { unetBaseline } from "../../recipes/unet_baseline.ts";
import { modelSchema } from "../../recipes/model_schema.ts";
import { tf } from "../../tensor/mod.ts";
import { testOnEachBackend } from "../../tensor/test_support.ts";
import { buildModel, declareModel } from "../build_model.ts";
import { checkDraws } from "../testdata/check_draws.ts";

const small = {
  encoder: "tf_efficientnet_lite0",
  decoder: "unet",
  decoderChannels: [16, 8, 8, 8, 8],
} as const;

testOnEachBackend(
  "the classification head drops by seed and step while training alone",
  () => {
    const model = buildModel(
      { ...small, classificationHead: { dropout: 0.5 } },
      { inputChannels: 1, outputChannels: 2, seed: 1 },
    );
    const x = tf.randomNormal(
      [2, 64, 64, 1],
      0,
      1,
      "float32",
      1,
    ) as tf.Tensor4D;
    checkDraws((options) => {
      const { classification } = model.outputs(x, options);
      assert.deepEqual(classification!.shape, [2, 2]);
      return classification!;
    });
    model.dispose();
  },
);

testOnEachBackend("Model.outputs() leaves nothing but the outputs", () => {
  const model = buildModel(
    { ...small, classificationHead: {}, deepSupervision: 3 },
    { inputChannels: 1, seed: 1 },
  );
  const x = tf.zeros([1, 64, 32, 1]) as tf.Tensor4D;
  const before = tf.memory().numTensors;
  const outputs = model.outputs(x, { training: false });
  assert.equal(tf.memory().numTensors, before + 4);
  assert.deepEqual(
    outputs.deepSupervision.map(({ shape }) => shape),
    [[1, 32, 16, 1], [1, 16, 8, 1]],
  );
  tf.dispose([outputs.logits, ...outputs.deepSupervision]);
  outputs.classification!.dispose();
  model.forward(x, { training: false }).dispose();
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("declareModel() supervises as many levels as a decoder has", () => {
  const declare = (decoder: string, deepSupervision?: number) =>
    declareModel({
      encoder: "resnet18",
      decoder,
      ...(deepSupervision === undefined ? {} : { deepSupervision }),
    }, { inputChannels: 3 });
  const heads = (decoder: string, levels?: number) =>
    declare(decoder, levels).specs
      .filter(({ name, shape }) => name.endsWith("bias") && shape[0] === 1)
      .map(({ name }) => name.replace(/\.bias$/, ""));
  assert.deepEqual(heads("unet"), ["segmentation_head.0"]);
  assert.deepEqual(heads("unet", 3), [
    "segmentation_head.0",
    "deep_supervision_head.1",
    "deep_supervision_head.2",
  ]);
  assert.deepEqual(heads("unet_classic", 2), [
    "outc.conv",
    "deep_supervision_head.1",
  ]);
  assert.deepEqual(
    heads("team_1137"),
    [0, 1, 2].map((level) => `decoder.segHeads.${level}.conv`),
  );
  assert.deepEqual(heads("team_1137", 1), ["decoder.segHeads.0.conv"]);
  for (const wrong of [0, 7, 1.5]) {
    assert.throws(
      () => declare("unet", wrong),
      new RegExp(`from 1 to the decoder's 6 levels, current value is ${wrong}`),
    );
  }
});

Deno.test("declareModel() tells what the logits mean, and refuses what they cannot", () => {
  const mode = (
    outputChannels: number,
    mode?: "binary" | "multiclass" | "multilabel",
  ) =>
    declareModel(small, {
      inputChannels: 3,
      outputChannels,
      ...(mode ? { mode } : {}),
    }).mode;
  assert.equal(mode(1), "binary");
  assert.equal(mode(3), "multilabel");
  assert.equal(mode(1, "multilabel"), "multilabel");
  assert.equal(mode(2, "multiclass"), "multiclass");
  assert.throws(() => mode(2, "binary"), /mode binary must be 1, .* is 2/);
  assert.throws(
    () => mode(1, "multiclass"),
    /mode multiclass must be 2 or more, current value is 1/,
  );
});

Deno.test("team_1137 joins the image where no feature has its resolution", () => {
  const inputs = (encoder: string) => {
    const { specs } = declareModel(
      { encoder, decoder: "team_1137", decoderChannels: channels[encoder]! },
      { inputChannels: 7 },
    );
    const first = "decoder.blocks.0.conv1.conv.weight";
    return specs.find(({ name }) => name === first)!.shape[2];
  };
  const channels: Record<string, number[]> = {
    resnet18: [80, 40, 20, 10, 5],
    unet_classic: [80, 40, 20, 10],
  };
  assert.equal(inputs("resnet18"), 10 + 7);
  assert.equal(inputs("unet_classic"), 20 + 64);
});

Deno.test("a frozen normalisation has the names of one that learns", () => {
  const specs = (encoderNorm: "batch" | "frozen_batch") =>
    declareModel({ ...small, encoderNorm }, { inputChannels: 3 }).specs;
  const plain = specs("batch");
  const frozen = specs("frozen_batch");
  assert.deepEqual(
    frozen.map(({ name }) => name),
    plain.map(({ name }) => name),
  );
  const roles = new Set(
    frozen.filter(({ name }) => /^encoder.*bn\d\.(weight|bias)$/.test(name))
      .map(({ role }) => role),
  );
  assert.deepEqual([...roles], ["frozen"]);
});

Deno.test("modelSchema takes heads, normalisations and activations, also cut down", () => {
  const model = {
    encoder: "efficientnet-b3",
    decoder: "team_1137",
    encoderNorm: "frozen_batch",
    decoderNorm: "group",
    decoderActivation: "leaky_relu",
    deepSupervision: 3,
    classificationHead: { pooling: "max", dropout: 0.1 },
  } as const;
  assert.deepEqual(modelSchema.parse(model), model);
  const smoke = smokeRecipe({ ...unetBaseline, model });
  assert.deepEqual(smoke.model, model);
  for (
    const wrong of [
      { decoderNorm: "bath" },
      { encoderActivation: "gelu" },
      { deepSupervision: 0 },
      { classificationHead: { dropout: 1 } },
      { classificationHead: { poling: "avg" } },
    ]
  ) {
    assert(!modelSchema.safeParse({ ...model, ...wrong }).success);
  }
});
