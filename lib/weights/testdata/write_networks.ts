// For tools/oracles/weights.py: writes networks and what they compute (FOLDER), and reads back what PyTorch saved of them
// (FOLDER back).
import assert from "node:assert/strict";
import { writeFileAtomic } from "../../core/mod.ts";
import { buildModel } from "../../models/mod.ts";
import {
  encodeSafetensors,
  openBackend,
  type StoredTensor,
  tf,
} from "../../tensor/mod.ts";
import { loadWeights } from "../load_weights.ts";
import { saveWeights } from "../save_weights.ts";
import { stateDict } from "../state_dict.ts";

const NAMES = {
  "resnet18": "resnet18",
  "efficientnet-b0": "efficientnet-b0",
  "tf_efficientnet_lite0": "tu-tf_efficientnet_lite0",
};

const stored = (tensor: tf.Tensor): StoredTensor => ({
  dtype: "float32",
  shape: tensor.shape,
  data: Float32Array.from(tensor.dataSync()),
});

const [folder, direction = "there"] = Deno.args;
await openBackend();
for (const [encoder, name] of Object.entries(NAMES)) {
  const options = { inputChannels: 4, outputChannels: 2 };
  const recipe = { encoder, decoder: "unet" };
  const model = buildModel(recipe, { ...options, seed: 7 });
  if (direction === "back") {
    const other = buildModel(recipe, { ...options, seed: 8 });
    const { loaded } = await loadWeights(other, `${folder}/${name}.pth`);
    assert.deepEqual(stateDict(other), stateDict(model));
    console.log(`${name}: ${loaded.length} tensors came back from PyTorch`);
    continue;
  }
  await saveWeights(model, `${folder}/${name}.safetensors`);
  const images = tf.randomNormal(
    [2, 64, 96, 4],
    0,
    1,
    "float32",
    3,
  ) as tf.Tensor4D;
  const logits = model.forward(images, { training: false });
  const run = new Map([["images", stored(images)], ["logits", stored(logits)]]);
  await writeFileAtomic(
    `${folder}/${name}.run.safetensors`,
    encodeSafetensors(run),
  );
}
