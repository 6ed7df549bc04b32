import assert from "node:assert/strict";
import { buildModel, type Model } from "../models/mod.ts";
import type { EncoderDecoderRecipe, Recipe } from "../recipes/mod.ts";
import { decodeSafetensors, openBackend, tf } from "../tensor/mod.ts";
import { saveWeights, type WeightedModel } from "../weights/mod.ts";
import { foldFiles, trainFold, type TrainFoldOptions } from "./mod.ts";
import {
  hashFolder,
  tinyFold,
  tinyRecipe,
  train,
  withFolder,
} from "./testdata/tiny_fold.ts";

const ENCODER = "tf_efficientnet_lite0";
/** What stands before the names of a file of this encoder. */
const PREFIX = "encoder.model.";
const FILTER = `${PREFIX}conv_stem.weight`;

const network = (weights?: string): EncoderDecoderRecipe => ({
  encoder: ENCODER,
  decoder: "unet",
  decoderChannels: [16, 8, 8, 4, 4],
  ...(weights === undefined ? {} : { weights }),
});

/** A training of two steps in which the encoder's parameters stay what they were at the start. */
function frozenFold(
  folder: string,
  model: EncoderDecoderRecipe,
  input: Partial<Recipe["input"]> = {},
): TrainFoldOptions {
  const { optimizer, training } = tinyRecipe;
  const groups = [{ match: "encoder.", frozen: true }];
  const recipe: Recipe = {
    ...tinyRecipe,
    model,
    input: { ...tinyRecipe.input, ...input },
    optimizer: { ...optimizer, groups },
    training: { ...training, epochs: 1, samplesPerEpoch: 8, cropSide: 32 },
  };
  return { ...tinyFold(`${folder}/fold`), recipe };
}

/** The encoder of a network, by the names that a file of it has. */
function encoderOf(model: Model): WeightedModel {
  const specs = model.specs.filter(({ name }) => name.startsWith(PREFIX))
    .map((spec) => ({ ...spec, name: spec.name.slice(PREFIX.length) }));
  const variables = new Map([...model.parameters, ...model.buffers]);
  const parameters = new Map(
    specs.map(({ name }) => [name, variables.get(PREFIX + name)!]),
  );
  return { specs, parameters, buffers: new Map() };
}

/** Writes the weights that a seed gives to the encoder, and gives them by their names in the network. */
async function writeEncoder(
  path: string,
  seed: number,
): Promise<Map<string, Float32Array>> {
  await openBackend();
  const model = buildModel(network(), { inputChannels: 3, seed });
  await saveWeights(encoderOf(model), path);
  const values = [...model.parameters]
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, one]) => [name, one.dataSync() as Float32Array] as const);
  model.dispose();
  return new Map(values);
}

async function trained(folder: string): Promise<Map<string, Float32Array>> {
  const path = foldFiles(`${folder}/fold`).last;
  const { tensors } = decodeSafetensors(await Deno.readFile(path), path);
  return new Map(
    [...tensors].map(([name, { data }]) => [name, Float32Array.from(data)]),
  );
}

Deno.test("trainFold() starts from the weights of a file", () =>
  withFolder(async (folder) => {
    const path = `${folder}/encoder.safetensors`;
    const expected = await writeEncoder(path, 99);
    const before = tf.memory().numTensors;
    await train(frozenFold(folder, network(path)));
    assert.equal(tf.memory().numTensors, before);
    const found = await trained(folder);
    assert(expected.size > 100);
    for (const [name, values] of expected) {
      assert.deepEqual(found.get(name), values, name);
    }
  }));

Deno.test("trainFold() fits a file's first convolution to grey images", () =>
  withFolder(async (folder) => {
    const path = `${folder}/encoder.safetensors`;
    const colour = (await writeEncoder(path, 99)).get(FILTER)!;
    const grey = {
      channels: 1,
      mean: [0.5],
      standardDeviation: [0.5],
    } as const;
    await train(frozenFold(folder, network(path), grey));
    const found = (await trained(folder)).get(FILTER)!;
    // [rows, columns, colours, outputs]: the three colours' filters are added.
    const outputs = 32;
    assert.equal(found.length, 3 * 3 * outputs);
    found.forEach((value, i) => {
      const first = Math.floor(i / outputs) * 3 * outputs + i % outputs;
      const sum = [0, 1, 2].reduce(
        (s, k) => s + colour[first + k * outputs]!,
        0,
      );
      assert(Math.abs(value - sum) <= 1e-6, `${i}: ${value}, not ${sum}`);
    });
  }));

Deno.test("trainFold() goes on from its checkpoint, and only with the file from which it began", () =>
  withFolder(async (folder) => {
    const path = `${folder}/encoder.safetensors`;
    await writeEncoder(path, 99);
    const file = await Deno.readFile(path);
    const options = frozenFold(folder, network(path));
    const { optimizer } = tinyRecipe;
    const learning = { ...options, recipe: { ...options.recipe, optimizer } };
    const whole = { ...learning, folder: `${folder}/whole` };
    await train(whole);
    const stop = new AbortController();
    const stopped = { ...learning, signal: stop.signal };
    for await (const { type } of trainFold(stopped)) {
      if (type === "step") stop.abort();
    }
    await writeEncoder(path, 100);
    await assert.rejects(
      train(learning),
      /initialWeights was "[0-9a-f]{64}", is "[0-9a-f]{64}"/,
    );
    await Deno.writeFile(path, file);
    await train(learning);
    assert.deepEqual(
      await hashFolder(learning.folder),
      await hashFolder(whole.folder),
    );
    // What is done is not taken for the training from another file either.
    await writeEncoder(path, 100);
    await assert.rejects(train(learning), /initialWeights was/);
  }));

Deno.test("trainFold() refuses a file that is missing or of another encoder, with the remedy", () =>
  withFolder(async (folder) => {
    const missing = `${folder}/none.pth`;
    await assert.rejects(
      train(frozenFold(folder, network(missing))),
      (error: Error) =>
        /Look whether the path is right/.test(error.message) &&
        error.message.includes(missing),
    );
    const path = `${folder}/encoder.safetensors`;
    await writeEncoder(path, 99);
    const before = tf.memory().numTensors;
    await assert.rejects(
      train(frozenFold(folder, { ...network(path), encoder: "resnet18" })),
      /missing:[^]*encoder\.conv1\.weight[^]*extra:[^]*the same encoder/,
    );
    assert.equal(tf.memory().numTensors, before);
    const { weights: _, ...plain } = network(path);
    await assert.rejects(
      train(
        frozenFold(folder, {
          ...plain,
          encoder: "resnet18",
          pretrained: "imagenet",
        }),
      ),
      /Download torchvision's .*resnet18-f37072fd\.pth and name the file by `weights`/,
    );
  }));
