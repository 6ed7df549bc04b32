import assert from "node:assert/strict";
import { loadModel } from "../inference/mod.ts";
import { buildModel } from "../models/mod.ts";
import { readVariables } from "../tensor/mod.ts";
import { loadWeights, readWeights } from "../weights/mod.ts";
import { exportWeights } from "./export_weights.ts";
import { foldCheckpoint } from "./out_of_fold.ts";
import { finishTinyRun, tinyRun } from "./test_run.ts";

Deno.test("exportWeights() writes each fold's network as PyTorch lays it out, whose numbers are the checkpoint's", async () => {
  const tiny = await tinyRun();
  try {
    const { run, folds } = tiny;
    await finishTinyRun(tiny);
    const folder = `${tiny.folder}/for_torch`;
    const paths = await exportWeights(run, folds, folder);
    assert.deepEqual(
      paths,
      folds.folds.map((_, k) => `${folder}/fold_${k}.safetensors`),
    );
    const { model: recipe, input } = run.config.recipe;
    const options = { inputChannels: input.channels, seed: 7 };
    for (const [fold, path] of paths.entries()) {
      const { tensors } = await readWeights(path);
      for (const [name, { shape }] of tensors) {
        // [outputs, inputs, rows, columns], as no filter here has more rows than channels.
        if (shape.length === 4) assert(shape[3]! <= 3, `${name} ${shape}`);
        assert.doesNotMatch(name, /^optimizer/);
      }
      const trained = await loadModel(foldCheckpoint(run, fold), {
        model: recipe,
        input,
      });
      const loaded = buildModel(recipe, options);
      await loadWeights(loaded, path);
      const numbers = (model: typeof trained) =>
        readVariables(new Map([...model.parameters, ...model.buffers]));
      assert.deepEqual(numbers(loaded), numbers(trained));
      trained.dispose();
      loaded.dispose();
    }
  } finally {
    await Deno.remove(tiny.folder, { recursive: true });
  }
});
