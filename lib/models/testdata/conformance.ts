// For tests only: what every network and every block must do. One that passes can be trained, saved and sent to PyTorch.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { ModelRecipe } from "../../recipes/model_recipe.ts";
import { compile, gradients, readVariables, tf } from "../../tensor/mod.ts";
import { loadWeights, saveWeights } from "../../weights/mod.ts";
import { anySize } from "../any_size.ts";
import { declareModel } from "../build_model.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import {
  loadLayersModel,
  modelFolder,
  toLayersModel,
} from "../layers_model/mod.ts";
import type { Model } from "../model.ts";
import type { InitialValues } from "../parameters/mod.ts";
import { formulaTensor, formulaValues } from "./formula.ts";

/** What has weights and makes an image into something. */
export interface Subject
  extends
    Pick<Model, "specs" | "parameters" | "buffers" | "dispose" | "forward"> {
  /** Sides of its input are multiples of this. */
  readonly stride: number;
}

const inference = { training: false };
const zeros: InitialValues = ({ shape }) =>
  new Float32Array(tf.util.sizeFromShape([...shape]));
const all = ({ parameters, buffers }: Subject) =>
  new Map([...parameters, ...buffers]);

/** Frees what a check made; the subject stays. */
function inScope(body: () => void): void {
  tf.engine().startScope();
  try {
    body();
  } finally {
    tf.engine().endScope();
  }
}

function assertNear(
  given: tf.Tensor,
  wanted: tf.Tensor,
  what: string,
  share = 1e-4,
): void {
  assert.deepEqual(given.shape, wanted.shape, what);
  const [a, b] = [given.dataSync(), wanted.dataSync()];
  let largest = 0;
  for (const value of b) largest = Math.max(largest, Math.abs(value));
  a.forEach((value, i) =>
    assert(
      Math.abs(value - b[i]!) <= share * largest + 1e-30,
      `${what}: ${value} at ${i}, must be ${b[i]}`,
    )
  );
}

const imageOf = (
  { stride }: Subject,
  channels: number,
  batch = 1,
  sides = [1, 2],
) =>
  formulaTensor("image", [
    batch,
    sides[0]! * stride,
    sides[1]! * stride,
    channels,
  ]);

/** A batch gives for each image what the image alone gives, and all of it is finite; nothing is left behind. */
export function checkForward(subject: Subject, channels: number): void {
  inScope(() => {
    const x = imageOf(subject, channels, 3);
    const before = tf.memory().numTensors;
    const together = subject.forward(x, inference);
    assert.equal(tf.memory().numTensors, before + 1, "tensors after forward");
    assert(together.dataSync().every(Number.isFinite), "finite outputs");
    const alone = tf.slice(x, 1, 1) as tf.Tensor4D;
    assertNear(
      subject.forward(alone, inference),
      tf.slice(together, 1, 1),
      "an image alone",
    );
  });
}

/** Every trained parameter gets a finite gradient that is not zero, and training moves the running statistics. */
export function checkBackward(
  subject: Subject,
  channels: number,
  batch: number,
): void {
  // Those of normalisations that are trained: neither frozen nor without use.
  const statistics = subject.specs.filter(({ name, role }) =>
    role === "running" &&
    subject.parameters.has(name.replace(/running_\w+$/, "weight"))
  );
  const kept = readVariables(
    new Map(statistics.map(({ name }) => [name, subject.buffers.get(name)!])),
  );
  inScope(() => {
    const x = imageOf(subject, channels, batch, [2, 1]);
    const { loss, gradients: found } = gradients(subject.parameters, () => {
      const y = subject.forward(x, { training: true });
      return tf.sum(tf.mul(y, formulaTensor("upstream", y.shape)));
    });
    assert(Number.isFinite(loss.dataSync()[0]), "finite loss");
    assert.deepEqual([...found.keys()], [...subject.parameters.keys()]);
    for (const [name, gradient] of found) {
      const largest = tf.max(tf.abs(gradient)).dataSync()[0]!;
      assert(
        Number.isFinite(largest) && largest > 0,
        `gradient of ${name}: ${largest}`,
      );
    }
    for (const [name, { data }] of kept) {
      const variable = subject.buffers.get(name)!;
      assert.notDeepEqual(variable.dataSync(), data, `${name} moves`);
      variable.assign(tf.tensor(data, variable.shape));
    }
  });
}

/** One graph predicts and differentiates as the operations one by one. */
export function checkCompiled(
  subject: Subject,
  channels: number,
  trains: boolean,
): void {
  inScope(() => {
    const predict = ({ x }: { readonly x: tf.Tensor4D }) => ({
      y: subject.forward(x, inference),
    });
    const differentiate = (
      { x }: { readonly x: tf.Tensor4D },
    ): Record<string, tf.Tensor> => {
      const { loss, gradients: found } = gradients(
        subject.parameters,
        () => tf.mean(tf.square(subject.forward(x, inference))),
      );
      return { loss, ...Object.fromEntries(found) };
    };
    const compare = (
      step: (inputs: { readonly x: tf.Tensor4D }) => Record<string, tf.Tensor>,
      share: number,
    ) => {
      const compiled = compile(step);
      const x = imageOf(subject, channels);
      const outputs = compiled.run({ x });
      assert(compiled.compiled);
      compiled.dispose();
      for (const [name, wanted] of Object.entries(step({ x }))) {
        assertNear(outputs[name]!, wanted, name, share);
      }
    };
    compare(predict, 1e-4);
    if (trains) compare(differentiate, 2e-3);
  });
}

/** A file by PyTorch's names brings the weights into another of the same kind, bit for bit. */
export async function checkWeights(
  subject: Subject,
  createOther: (values: InitialValues) => Subject,
): Promise<void> {
  const names = subject.specs.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, "names differ");
  const folder = await Deno.makeTempDir();
  const other = createOther(zeros);
  try {
    await saveWeights(subject, `${folder}/weights.safetensors`);
    const { loaded, missing, extra } = await loadWeights(
      other,
      `${folder}/weights.safetensors`,
    );
    assert.deepEqual([loaded, missing, extra], [names, [], []]);
    assertSameWeights(other, subject);
  } finally {
    other.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

function assertSameWeights(given: Subject, wanted: Subject): void {
  const values = all(given);
  const bytesOf = (variable: tf.Variable) => {
    const { buffer, byteOffset, byteLength } = variable.dataSync();
    return Buffer.from(buffer, byteOffset, byteLength);
  };
  for (const [name, variable] of all(wanted)) {
    // Whole memories, because a network has many millions of numbers.
    assert(bytesOf(values.get(name)!).equals(bytesOf(variable)), name);
  }
}

/** Images of any size go through the wrapper; without it the right size is named. */
export function checkSizes(model: EncoderDecoder, channels: number): void {
  const { stride } = model;
  inScope(() => {
    const wrapped = anySize(model);
    for (
      const [height, width] of [[stride + 1, 3], [1, 2 * stride - 1]] as const
    ) {
      const x = formulaTensor("image", [1, height, width, channels]);
      const { logits, ...others } = wrapped.outputs(x, inference);
      assert.deepEqual(logits.shape.slice(0, 3), [1, height, width]);
      assert.deepEqual(
        wrapped.forward(x, inference).dataSync(),
        logits.dataSync(),
      );
      for (const y of [logits, ...others.deepSupervision]) {
        assert(y.dataSync().every(Number.isFinite));
      }
    }
    if (stride === 1) return;
    assert.throws(
      () =>
        model.forward(tf.zeros([1, stride, stride + 1, channels]), inference),
      new RegExp(`Pad the image to ${stride}x${2 * stride}`),
    );
    assert.throws(
      () =>
        model.forward(tf.zeros([1, stride, stride, channels + 1]), inference),
      new RegExp(
        `must have ${channels} channels, current value is ${channels + 1}`,
      ),
    );
  });
}

/** The `LayersModel` predicts the same, counts the same and comes back from its files bit for bit. */
export async function checkLayersModel(
  model: EncoderDecoder,
  config: Parameters<typeof toLayersModel>[1],
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const layers = toLayersModel(model, config);
    const counted = layers.countParams();
    assert.equal(
      counted,
      model.specs.reduce(
        (sum, { shape }) => sum + tf.util.sizeFromShape([...shape]),
        0,
      ),
    );
    const logits = (subject: typeof layers) => {
      const x = imageOf(model, config.inputChannels);
      const outputs = [subject.predict(x)].flat();
      const values = outputs[0]!.dataSync();
      tf.dispose([x, outputs]);
      return values;
    };
    const wanted = tf.tidy(() =>
      model.forward(imageOf(model, config.inputChannels), inference).dataSync()
    );
    assert.deepEqual(logits(layers), wanted);
    await layers.save(modelFolder(folder));
    const loaded = await loadLayersModel(folder);
    assert.deepEqual(loaded.config, config);
    assertSameWeights(loaded.model, model);
    assert.deepEqual(logits(loaded.layers), wanted);
    loaded.layers.dispose();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How much of it is run. */
export interface Thoroughness {
  /** Images of the backward pass. @default {2} */
  readonly batch?: number;
  /** Compile the gradients too. @default {true} */
  readonly trains?: boolean;
  /** Save and load, also as a `LayersModel`. @default {true} */
  readonly saves?: boolean;
  /** TensorFlow's backend is active. */
  readonly native: boolean;
}

/**
 * Checks a network on all counts.
 *
 * @param recipe The network.
 * @param inputChannels Of its image.
 * @param thoroughness How much is run.
 */
export async function checkNetwork(
  recipe: ModelRecipe,
  inputChannels: number,
  { batch = 2, trains = true, saves = true, native }: Thoroughness,
): Promise<void> {
  const config = { recipe, inputChannels, outputChannels: 2 };
  const declare = () => declareModel(recipe, config);
  const before = tf.memory().numTensors;
  const model = declare().create(formulaValues);
  try {
    checkForward(model, inputChannels);
    checkBackward(withAllHeads(model), inputChannels, batch);
    checkSizes(model, inputChannels);
    if (native) checkCompiled(withAllHeads(model), inputChannels, trains);
    if (saves) {
      await checkWeights(model, (values) => declare().create(values));
      await checkLayersModel(model, config);
    }
  } finally {
    model.dispose();
  }
  assert.equal(tf.memory().numTensors, before, "tensors left behind");
}

/** The network with all that it gives in one row a image, so that every head's parameters get gradients. */
function withAllHeads(model: EncoderDecoder): Subject {
  return {
    ...model,
    forward(x, options) {
      const { logits, deepSupervision, classification } = model.outputs(
        x,
        options,
      );
      const rows = [
        logits,
        ...deepSupervision,
        ...(classification ? [classification] : []),
      ]
        .map((y) => tf.reshape(y, [y.shape[0], 1, 1, -1]));
      return tf.concat(rows, 3) as tf.Tensor4D;
    },
  };
}
