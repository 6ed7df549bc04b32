import assert from "node:assert/strict";
import type { ModelRecipe } from "../../recipes/model_recipe.ts";
import { layersLibrary, tf } from "../../tensor/mod.ts";
import { testOnEachBackend } from "../../tensor/test_support.ts";
import { buildModel } from "../build_model.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import { formulaTensor } from "../testdata/formula.ts";
import { loadLayersModel, modelFolder, toLayersModel } from "./mod.ts";

const inference = { training: false };
const plain = { name: "unet", widths: [4, 6, 8] } as const;
const withHeads: ModelRecipe = {
  encoder: "tf_efficientnet_lite0",
  decoder: "unet",
  deepSupervision: 2,
  classificationHead: { classes: 3 },
};
const build = (recipe: ModelRecipe, seed = 1) =>
  buildModel(recipe, { inputChannels: 3, seed });
const summaryOf = (layers: ReturnType<typeof toLayersModel>) => {
  const lines: string[] = [];
  layers.summary(140, undefined, (line: string) => lines.push(line));
  return lines.join("\n");
};
const weightsOf = (model: EncoderDecoder) =>
  new Map([...model.parameters, ...model.buffers].map((
    [name, variable],
  ) => [name, variable.dataSync()]));

/** Runs with a folder that holds a saved model. */
async function withFolder(
  recipe: ModelRecipe,
  body: (folder: string, model: EncoderDecoder) => Promise<void>,
) {
  const folder = await Deno.makeTempDir();
  const model = build(recipe);
  try {
    await toLayersModel(model, { recipe, inputChannels: 3 })
      .save(modelFolder(folder));
    await body(folder, model);
  } finally {
    model.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

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

for (
  const [what, recipe] of [["a U-Net", plain], [
    "a network with more heads",
    withHeads,
  ]] as const
) {
  testOnEachBackend(
    `${what} comes back from its folder bit for bit`,
    async () => {
      await withFolder(recipe, async (folder, saved) => {
        const { model, layers, config } = await loadLayersModel(folder);
        assert.deepEqual(config, { recipe, inputChannels: 3 });
        assert.deepEqual(weightsOf(model), weightsOf(saved));
        const x = formulaTensor("image", [1, 32, 32, 3]);
        assert.deepEqual(
          model.forward(x, inference).dataSync(),
          saved.forward(x, inference).dataSync(),
        );
        assert.deepEqual(
          layers.weights.map(({ originalName }) => originalName).sort(),
          saved.specs.map(({ name }) => name).sort(),
        );
        layers.dispose();
      });
    },
  );
}

testOnEachBackend(
  "tf.loadLayersModel() itself loads the files, two models one after the other",
  async () => {
    await withFolder(plain, async (folder, saved) => {
      const { loadLayersModel } = layersLibrary();
      const [first, second] = [
        await loadLayersModel(modelFolder(folder)),
        await loadLayersModel(`file://${folder}/model.json`).catch(() =>
          undefined
        ),
      ];
      const x = formulaTensor("image", [1, 4, 8, 3]);
      const wanted = saved.forward(x, inference).dataSync();
      assert.deepEqual((first.predict(x) as tf.Tensor).dataSync(), wanted);
      first.setWeights(first.getWeights().map((w) => tf.zerosLike(w)));
      assert.deepEqual((second!.predict(x) as tf.Tensor).dataSync(), wanted);
    });
  },
);

testOnEachBackend(
  "modelFolder() replaces a saved model whole and keeps one file of weights",
  async () => {
    await withFolder(plain, async (folder) => {
      const other = build(plain, 2);
      await toLayersModel(other, { recipe: plain, inputChannels: 3 }).save(
        modelFolder(folder),
      );
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
        .sort();
      assert.equal(names.length, 2);
      assert.match(names.join(" "), /^model\.json weights\.[0-9a-f]{64}\.bin$/);
      const { model } = await loadLayersModel(folder);
      assert.deepEqual(weightsOf(model), weightsOf(other));
    });
  },
);

testOnEachBackend(
  "loadLayersModel() says what is wrong with a file, and leaves nothing behind",
  async () => {
    await withFolder(plain, async (folder) => {
      const file = `${folder}/model.json`;
      const text = await Deno.readTextFile(file);
      const weights = `${folder}/${
        [...Deno.readDirSync(folder)].map(({ name }) => name).find((name) =>
          name.endsWith(".bin")
        )
      }`;
      const bytes = await Deno.readFile(weights);
      const tensors = tf.memory().numTensors;
      const refused = async (message: RegExp) => {
        await assert.rejects(loadLayersModel(folder), (error: Error) => {
          assert.equal(error.name, "InputError", `${error.stack}`);
          assert.match(error.message, message);
          return true;
        });
        assert.equal(tf.memory().numTensors, tensors);
      };
      // Any byte of the weights that is another, and any end that is cut off.
      for (const at of [0, 1000, bytes.length - 1]) {
        await Deno.writeFile(
          weights,
          bytes.map((byte, i) => i === at ? byte ^ 1 : byte),
        );
        await refused(/SHA-256/);
        await Deno.writeFile(weights, bytes.subarray(0, at));
        await refused(/SHA-256/);
      }
      await Deno.remove(weights);
      await refused(/a file is missing/);
      await Deno.writeFile(weights, bytes);
      const edits: [string, string | RegExp, string, RegExp][] = [
        ["cut", /.{20}$/s, "", /must be JSON/],
        [
          "of another kind",
          "layers-model",
          "graph-model",
          /must be that of a tfjs LayersModel; format/,
        ],
        [
          "reaching out",
          /"paths":\["/,
          '"paths":["../',
          /must be beside the model's file/,
        ],
        [
          "with another size",
          /"shape":\[3,3,3,4\]/,
          '"shape":[3,3,3,5]',
          /weights must be \d+ bytes/,
        ],
        [
          "with another name",
          /"head\.bias"/,
          '"head.bia"',
          /head\.bias is missing\s+head\.bia is extra/,
        ],
        [
          "quantised",
          /"dtype":"float32"\}/,
          '"dtype":"uint8"}',
          /not quantised/,
        ],
        [
          "of another network",
          /(\[4,6),8\]/g,
          "$1,9]",
          /encoder\.2\.conv1\.weight must be \[3, 3, 6, 9\]/,
        ],
        ["of no network", /widths/g, "width", /must be a recipe with channels/],
        [
          "huge",
          /(\[4,6),8\]/g,
          "$1,1e15]",
          /encoder\.2\.conv1\.weight must be/,
        ],
        [
          "with a stranger",
          "SegmentationHead",
          "Stranger",
          /Unknown layer: Stranger/,
        ],
        [
          "of nothing",
          /"network"/g,
          '"netwerk"',
          /must be of one network, current value is 0/,
        ],
      ];
      for (const [what, from, to, message] of edits) {
        const edited = text.replace(from, to);
        assert.notEqual(edited, text, what);
        await Deno.writeTextFile(file, edited);
        await refused(message);
      }
    });
  },
);
