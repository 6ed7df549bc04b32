import assert from "node:assert/strict";
import type { ModelRecipe } from "../../recipes/model_recipe.ts";
import { tf } from "../../tensor/mod.ts";
import { testOnEachBackend } from "../../tensor/test_support.ts";
import { formulaTensor } from "../testdata/formula.ts";
import { toLayersModel } from "./mod.ts";
import { build, plain, weightsOf, withHeads } from "./test_layers_models.ts";

const inference = { training: false };
const summaryOf = (layers: ReturnType<typeof toLayersModel>) => {
  const lines: string[] = [];
  layers.summary(140, undefined, (line: string) => lines.push(line));
  return lines.join("\n");
};

testOnEachBackend(
  "toLayersModel() predicts as the network does, by the network's own weights",
  () => {
    const model = build(plain);
    const layers = toLayersModel(model, { recipe: plain, inputChannels: 3 });
    const x = formulaTensor("image", [2, 8, 12, 3]);
    const same = () => {
      const logits = layers.predict(x) as tf.Tensor;
      assert.deepEqual(
        logits.dataSync(),
        model.forward(x, inference).dataSync(),
      );
      return logits.dataSync();
    };
    const before = same();
    const filter = model.parameters.get("encoder.1.conv1.weight")!;
    filter.assign(tf.mul(filter, 2));
    assert.notDeepEqual(same(), before);
    layers.setWeights(layers.getWeights().map((w) => tf.zerosLike(w)));
    assert(filter.dataSync().every((v) => v === 0));
    assert.throws(
      () => layers.predict(tf.zeros([1, 9, 12, 3])),
      /multiples of 4, current value is 9x12[\s\S]*12x12/,
    );
  },
);

testOnEachBackend(
  "toLayersModel() takes networks that normalise each image by itself",
  () => {
    const recipe: ModelRecipe = {
      encoder: "tf_efficientnet_lite0",
      decoder: "unet",
      encoderNorm: "instance",
    };
    const model = build(recipe);
    const layers = toLayersModel(model, { recipe, inputChannels: 3 });
    assert.match(summaryOf(layers), /encoder\.4 \(EncoderStage\)/);
    model.dispose();
  },
);

testOnEachBackend(
  "summary() has a line a part, with shapes and PyTorch's count",
  () => {
    const recipe: ModelRecipe = { encoder: "resnet18", decoder: "unet" };
    const model = build(recipe);
    const size = { height: 64, width: 96 };
    const text = summaryOf(
      toLayersModel(model, { recipe, inputChannels: 3 }, size),
    );
    for (
      const line of [
        /encoder\.0 \(EncoderStage\).*\[null,32,48,64\] +9664 /,
        /encoder\.4 \(EncoderStage\).*\[null,2,3,512\]/,
        /decoder \(Decoder\).*\[null,64,96,16\]/,
        /head \(SegmentationHead\).*\[null,64,96,1\] +145 /,
        /Trainable params: 14328209$/m,
      ]
    ) assert.match(text, line);
    const total = model.specs
      .reduce((sum, { shape }) => sum + tf.util.sizeFromShape([...shape]), 0);
    assert.match(text, new RegExp(`Total params: ${total}$`, "m"));
    model.dispose();
  },
);

testOnEachBackend(
  "a LayersModel with more heads gives what outputs() gives",
  () => {
    const model = build(withHeads);
    const layers = toLayersModel(model, {
      recipe: withHeads,
      inputChannels: 3,
    });
    const x = formulaTensor("image", [1, 32, 64, 3]);
    const { logits, deepSupervision, classification } = model.outputs(
      x,
      inference,
    );
    const wanted = [logits, ...deepSupervision, classification!];
    const given = layers.predict(x) as tf.Tensor[];
    assert.deepEqual(
      given.map(({ shape }) => shape),
      wanted.map(({ shape }) => shape),
    );
    given.forEach((y, i) =>
      assert.deepEqual(y.dataSync(), wanted[i]!.dataSync())
    );
    for (const [i, output] of layers.outputs.entries()) {
      assert.equal(output.shape.length, wanted[i]!.shape.length);
      assert.equal(output.shape.at(-1), wanted[i]!.shape.at(-1));
    }
    model.dispose();
  },
);

testOnEachBackend(
  "fit() of a LayersModel trains the network, its running statistics too",
  async () => {
    const model = build(plain);
    const before = weightsOf(model);
    const layers = toLayersModel(model, { recipe: plain, inputChannels: 3 });
    layers.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.05) });
    const x = formulaTensor("image", [4, 8, 8, 3]);
    const y = formulaTensor("target", [4, 8, 8, 1]);
    const { history } = await layers.fit(x, y, {
      epochs: 3,
      batchSize: 4,
      verbose: 0,
      shuffle: false,
    });
    const losses = history["loss"] as number[];
    assert(losses[2]! < losses[0]!);
    for (const [name, values] of weightsOf(model)) {
      assert.notDeepEqual(values, before.get(name), name);
    }
  },
);
