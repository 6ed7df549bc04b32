/** What is saved here loads in segmentation_models.pytorch and predicts the same, and back; where the peers are installed. */
import assert from "node:assert/strict";
import { projectRoot } from "../run/project_root.ts";
import { buildModel, type EncoderDecoder } from "../models/mod.ts";
import {
  encodeSafetensors,
  openBackend,
  type StoredTensor,
  tf,
} from "../tensor/mod.ts";
import { loadWeights } from "./load_weights.ts";
import { readWeights } from "./read_weights.ts";
import { saveWeights } from "./save_weights.ts";

const PYTHON = `${projectRoot}/.setup/peers/bin/python`;
const TOLERANCE = 1e-4;

interface Case {
  readonly encoder: string;
  readonly attention?: "scse";
  readonly channels: number;
  readonly classes: number;
  /** Classes of the head that classifies the whole image. */
  readonly labels?: number;
  /** How PyTorch saves it. */
  readonly file: "zip" | "legacy" | "safetensors";
}

/** Every family of encoders with every form of the decoder that SMP has. */
const NETWORKS: Readonly<Record<string, Case>> = {
  "resnet18": { encoder: "resnet18", channels: 3, classes: 1, file: "zip" },
  "resnet18 scse": {
    encoder: "resnet18",
    attention: "scse",
    channels: 4,
    classes: 2,
    file: "safetensors",
  },
  "efficientnet-b0": {
    encoder: "efficientnet-b0",
    channels: 1,
    classes: 2,
    labels: 3,
    file: "legacy",
  },
  "efficientnet-b0 scse": {
    encoder: "efficientnet-b0",
    attention: "scse",
    channels: 3,
    classes: 1,
    file: "zip",
  },
  "lite0": {
    encoder: "tf_efficientnet_lite0",
    channels: 5,
    classes: 3,
    labels: 3,
    file: "safetensors",
  },
  "lite0 scse": {
    encoder: "tf_efficientnet_lite0",
    attention: "scse",
    channels: 3,
    classes: 1,
    file: "legacy",
  },
};

function build(
  { encoder, attention, channels, classes, labels }: Case,
  seed: number,
): EncoderDecoder {
  const recipe = {
    encoder,
    decoder: "unet",
    ...(attention ? { attention } : {}),
    ...(labels ? { classificationHead: { classes: labels } } : {}),
  };
  const options = { inputChannels: channels, outputChannels: classes, seed };
  return buildModel(recipe, options);
}

/** What a network predicts, by the names of the files that both sides write. */
function predict(
  model: EncoderDecoder,
  images: tf.Tensor4D,
): Map<string, tf.Tensor> {
  const { logits, classification } = model.outputs(images, { training: false });
  return new Map<string, tf.Tensor>([
    ["logits", logits],
    ...(classification ? [["labels", classification] as const] : []),
  ]);
}

const stored = (tensor: tf.Tensor): StoredTensor => ({
  dtype: "float32",
  shape: tensor.shape,
  data: Float32Array.from(tensor.dataSync()),
});

/** Random images. */
const draw = (channels: number, seed: number): tf.Tensor4D =>
  tf.randomNormal([2, 64, 96, channels], 0, 1, "float32", seed);

/** Writes a network whose running statistics have moved, and what it predicts. */
async function write(
  folder: string,
  name: string,
  network: Case,
): Promise<void> {
  const model = build(network, 7);
  tf.tidy(() => {
    model.forward(draw(network.channels, 1), { training: true });
  });
  await saveWeights(model, `${folder}/${name}.safetensors`);
  const run = new Map<string, StoredTensor>();
  tf.tidy(() => {
    const images = draw(network.channels, 3);
    run.set("images", stored(images));
    for (const [key, tensor] of predict(model, images)) {
      run.set(key, stored(tensor));
    }
  });
  await Deno.writeFile(
    `${folder}/${name}.run.safetensors`,
    encodeSafetensors(run),
  );
  model.dispose();
}

/** Loads what PyTorch saved and compares what it predicts. */
async function readBack(
  folder: string,
  name: string,
  network: Case,
): Promise<void> {
  const model = build(network, 8);
  const ending = network.file === "safetensors" ? "safetensors" : "pth";
  const { loaded } = await loadWeights(
    model,
    `${folder}/${name}.back.${ending}`,
  );
  assert.equal(loaded.length, model.specs.length, name);
  const { tensors } = await readWeights(
    `${folder}/${name}.back.run.safetensors`,
  );
  tf.tidy(() => {
    const { data, shape } = tensors.get("images")!;
    const images = tf.tensor4d(
      Float32Array.from(data),
      shape as [number, number, number, number],
    );
    const found = predict(model, images);
    assert.deepEqual(
      [...found.keys(), "images"].sort(),
      [...tensors.keys()].sort(),
    );
    for (const [key, tensor] of found) {
      const values = tensor.dataSync();
      const wanted = Array.from(tensors.get(key)!.data);
      const largest = Math.max(...wanted.map(Math.abs));
      values.forEach((value, i) =>
        assert(
          Math.abs(value - wanted[i]!) < TOLERANCE * largest,
          `${name} ${key}`,
        )
      );
    }
  });
  model.dispose();
}

Deno.test({
  name:
    "saveWeights() and loadWeights() carry every family of networks to segmentation_models.pytorch and back: the same names, predictions within 1e-4",
  ignore: !await Deno.stat(PYTHON).then(() => true, () => false),
  async fn() {
    await openBackend();
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(
      `${folder}/networks.json`,
      JSON.stringify(NETWORKS),
    );
    for (const [name, network] of Object.entries(NETWORKS)) {
      await write(folder, name, network);
    }
    const { success, stderr } = await new Deno.Command(PYTHON, {
      args: [`${projectRoot}/tools/oracles/cross_weights.py`, folder],
      // Waiting threads leave the processor to other tests.
      env: { OMP_WAIT_POLICY: "passive" },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    for (const [name, network] of Object.entries(NETWORKS)) {
      await readBack(folder, name, network);
    }
    await Deno.remove(folder, { recursive: true });
  },
});
