import assert from "node:assert/strict";
import { unetBaseline } from "../recipes/mod.ts";
import { buildModel } from "../models/mod.ts";
import {
  encodeSafetensors,
  openBackend,
  readVariables,
  tf,
} from "../tensor/mod.ts";
import { loadModel } from "./load_model.ts";

await openBackend();
const small = {
  ...unetBaseline,
  model: { name: "unet", widths: [4, 8] },
} as const;

Deno.test("loadModel() restores running statistics too", async () => {
  const folder = await Deno.makeTempDir();
  const model = buildModel(small.model, { inputChannels: 3, seed: 9 });
  const [name, mean] = [...model.buffers][0]!;
  tf.tidy(() => mean.assign(tf.fill(mean.shape, 0.25)));
  const variables = new Map([...model.parameters, ...model.buffers]);
  const path = `${folder}/best.safetensors`;
  await Deno.writeFile(path, encodeSafetensors(readVariables(variables)));
  model.dispose();
  const loaded = await loadModel(path, small);
  assert.equal(loaded.buffers.get(name)!.dataSync()[0], 0.25);
  loaded.dispose();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("loadModel() refuses a missing file, and weights of another network, and leaks nothing", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/best.safetensors`;
  await assert.rejects(loadModel(path, small), /file is missing[^]*best/);
  const model = buildModel(small.model, { inputChannels: 3, seed: 9 });
  await Deno.writeFile(
    path,
    encodeSafetensors(readVariables(model.parameters)),
  );
  model.dispose();
  const before = tf.memory().numTensors;
  await assert.rejects(loadModel(path, small), /running_mean/);
  const wider = { ...small, model: { name: "unet", widths: [6, 8] } } as const;
  await assert.rejects(loadModel(path, wider), /\[3, 3, 3, 6\]/);
  assert.equal(tf.memory().numTensors, before);
  await Deno.remove(folder, { recursive: true });
});
