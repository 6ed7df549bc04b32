import assert from "node:assert/strict";
import { layersLibrary, tf } from "../../tensor/mod.ts";
import { testOnEachBackend } from "../../tensor/test_support.ts";
import { formulaTensor } from "../testdata/formula.ts";
import { loadLayersModel, modelFolder, toLayersModel } from "./mod.ts";
import {
  build,
  plain,
  weightsOf,
  withFolder,
  withHeads,
} from "./test_layers_models.ts";

const inference = { training: false };

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
        await loadLayersModel(`file://${folder}/model.json`),
      ];
      const x = formulaTensor("image", [1, 4, 8, 3]);
      const wanted = saved.forward(x, inference).dataSync();
      assert.deepEqual((first.predict(x) as tf.Tensor).dataSync(), wanted);
      first.setWeights(first.getWeights().map((w) => tf.zerosLike(w)));
      assert.deepEqual((second.predict(x) as tf.Tensor).dataSync(), wanted);
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
