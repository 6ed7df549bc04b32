// For tests only: what every network must do, beside what every block must.
import assert from "node:assert/strict";
import type { ModelRecipe } from "../../recipes/model_recipe.ts";
import { tf } from "../../tensor/mod.ts";
import { allLogits } from "../all_logits.ts";
import { anySize } from "../any_size.ts";
import { declareModel } from "../build_model.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import {
  loadLayersModel,
  modelFolder,
  toLayersModel,
} from "../layers_model/mod.ts";
import {
  assertSameWeights,
  checkBackward,
  checkCompiled,
  checkForward,
  checkWeights,
  imageOf,
  inference,
  inScope,
  type Subject,
} from "./conformance.ts";
import { formulaTensor, formulaValues } from "./formula.ts";

/** Images of any size go through the wrapper; without it the right size is named. */
function checkSizes(model: EncoderDecoder, channels: number): void {
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
async function checkLayersModel(
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
  /** Images of the backward pass. */
  readonly batch: number;
  /** Compile the gradients too. */
  readonly trains: boolean;
  /** Save and load, also as a `LayersModel`. */
  readonly saves: boolean;
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
  { batch, trains, saves, native }: Thoroughness,
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
      const rows = allLogits(model.outputs(x, options))
        .map((y) => tf.reshape(y, [y.shape[0], 1, 1, -1]));
      return tf.concat(rows, 3) as tf.Tensor4D;
    },
  };
}
