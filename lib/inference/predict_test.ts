import assert from "node:assert/strict";
import { randomSource, type RasterImage } from "../core/mod.ts";
import { buildModel, type Model } from "../models/mod.ts";
import { unetBaseline } from "../recipes/mod.ts";
import { openBackend, tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { predictEnsemble, predictProbability } from "./predict.ts";

await openBackend();

const random = randomSource(1, "predict");
const picture = (width: number, height: number): RasterImage => ({
  data: Uint8Array.from(
    { length: width * height * 3 },
    () => random.integer(256),
  ),
  width,
  height,
  channels: 3,
});
const recipe = (...flips: ("none" | "horizontal" | "vertical" | "both")[]) => ({
  input: unetBaseline.input,
  inference: { flips },
});
const everyFlip = recipe("none", "horizontal", "vertical", "both");

/** A stand-in whose logit is a fixed function of the padded picture: what goes in can be read off what comes out. */
function probe(
  stride: number,
  logits: (x: tf.Tensor4D) => tf.Tensor4D,
): Model {
  return {
    name: "probe",
    parameterCount: 0,
    stride,
    specs: [],
    parameters: new Map(),
    buffers: new Map(),
    mode: "binary",
    forward: logits,
    outputs: (x) => ({ logits: logits(x), deepSupervision: [] }),
    dispose() {},
  };
}

/** The logit of each pixel is its normalised red. */
const redness = probe(8, (x) => tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 1]));
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

Deno.test("predictProbability() gives each pixel its own place under all flips", async () => {
  const image = picture(13, 9);
  const expected = Array.from(
    { length: 13 * 9 },
    (_, i) => sigmoid((image.data[3 * i]! / 255 - 0.75) / 0.2),
  );
  for (
    const some of [
      recipe("none"),
      recipe("horizontal"),
      recipe("vertical"),
      recipe("both"),
      everyFlip,
    ]
  ) {
    const { data, width, height } = await predictProbability(
      redness,
      image,
      some,
    );
    assert.deepEqual([width, height], [13, 9]);
    data.forEach((p, i) => assert.ok(Math.abs(p - expected[i]!) < 1e-6));
  }
});

Deno.test("predictProbability() mirrors the image up to the stride, at the right and at the bottom", async () => {
  let padded: number[][] = [];
  const seeing = probe(4, (x) => {
    assert.deepEqual(x.shape, [1, 4, 8, 3]);
    const red = tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 1]) as tf.Tensor4D;
    padded = tf.squeeze(red).arraySync() as number[][];
    return red;
  });
  await predictProbability(seeing, picture(6, 3), recipe("none"));
  assert.deepEqual(padded[3], padded[1]);
  for (const row of padded) {
    assert.deepEqual([row[6], row[7]], [row[4], row[3]]);
  }
});

Deno.test("predictProbability() averages after the sigmoid", async () => {
  // Logit +20 in the upper half of whatever it is shown, -20 below: upright and upside down disagree everywhere.
  const halves = probe(1, (x) => {
    const [n, height, width] = x.shape;
    const rows = tf.tensor1d(
      Array.from({ length: height }, (_, y) => y < height / 2 ? 20 : -5),
    );
    return tf.tile(tf.reshape(rows, [1, height, 1, 1]), [n, 1, width, 1]);
  });
  const { data } = await predictProbability(
    halves,
    picture(4, 4),
    recipe("none", "vertical"),
  );
  const mean = (sigmoid(20) + sigmoid(-5)) / 2;
  data.forEach((p) => assert.ok(Math.abs(p - mean) < 1e-6));
});

Deno.test("predictProbability() is equivariant to flips where it averages them all", async () => {
  const model = buildModel({ name: "unet", widths: [4, 8] }, {
    inputChannels: 3,
    seed: 3,
  });
  // Sides that divide by the stride: padding is always at the right and would tell the flips apart.
  const image = picture(12, 8);
  const flipped = { ...image, data: new Uint8Array(image.data.length) };
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 12; x++) {
      const from = 3 * (y * 12 + x);
      flipped.data.set(
        image.data.subarray(from, from + 3),
        3 * (y * 12 + 11 - x),
      );
    }
  }
  const one = await predictProbability(model, image, everyFlip);
  const other = await predictProbability(model, flipped, everyFlip);
  const single = await predictProbability(model, image, recipe("none"));
  one.data.forEach((p, i) => {
    const mirrored = Math.floor(i / 12) * 12 + 11 - i % 12;
    assert.ok(Math.abs(p - other.data[mirrored]!) < 1e-6);
  });
  assert.ok(one.data.some((p, i) => Math.abs(p - single.data[i]!) > 1e-4));
  model.dispose();
});

Deno.test("predictEnsemble() is the mean of its networks", async () => {
  const models = [1, 2, 3].map((seed) =>
    buildModel({ name: "unet", widths: [4, 8] }, { inputChannels: 3, seed })
  );
  const image = picture(10, 7);
  const maps = await Promise.all(
    models.map((model) => predictProbability(model, image, everyFlip)),
  );
  const { data } = await predictEnsemble(models, image, everyFlip);
  data.forEach((p, i) => {
    const mean = maps.reduce((sum, map) => sum + map.data[i]!, 0) / 3;
    assert.ok(Math.abs(p - mean) < 1e-6);
  });
  models.forEach((model) => model.dispose());
});

Deno.test("predictProbability() shrinks large images and runs large views one by one", async () => {
  const passes: number[] = [];
  const counting = probe(32, (x) => {
    passes.push(x.shape[0]);
    return tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 1]);
  });
  const image = {
    data: new Uint8Array(900 * 600),
    width: 900,
    height: 600,
    channels: 1,
  } as const;
  const small = await predictProbability(counting, image, everyFlip);
  assert.deepEqual([small.width, small.height], [448, 299]);
  const input = { ...unetBaseline.input, maximumSide: 1024 };
  await predictProbability(counting, image, { ...everyFlip, input });
  // 928 x 608 pixels are more than half of a pass.
  assert.deepEqual(passes, [4, 1, 1, 1, 1]);
});

/** A probe whose head has the logit of the first pixel's red: each flip brings another corner there. */
function cornerProbe(classes = 1): Model {
  const red = (x: tf.Tensor4D): tf.Tensor4D =>
    tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 1]);
  return {
    ...probe(1, red),
    outputs(x) {
      const corner = tf.slice(x, [0, 0, 0, 0], [-1, 1, 1, 1]);
      const classification = tf.tile<tf.Tensor2D>(
        tf.reshape(corner, [-1, 1]),
        [1, classes],
      );
      return { logits: red(x), deepSupervision: [], classification };
    },
  };
}

testOnEachBackend(
  "predictProbability() averages the head's probabilities over the flips",
  async () => {
    const image = picture(5, 4);
    const cornerOf = (x: number, y: number) =>
      sigmoid((image.data[3 * (y * 5 + x)]! / 255 - 0.75) / 0.2);
    const corners = {
      none: cornerOf(0, 0),
      horizontal: cornerOf(4, 0),
      vertical: cornerOf(0, 3),
      both: cornerOf(4, 3),
    };
    for (const flip of everyFlip.inference.flips) {
      const { classScore } = await predictProbability(
        cornerProbe(),
        image,
        recipe(flip),
      );
      assert.ok(Math.abs(classScore! - corners[flip]) < 1e-6, flip);
    }
    const all = await predictProbability(cornerProbe(), image, everyFlip);
    const mean = Object.values(corners).reduce((a, b) => a + b) / 4;
    assert.ok(Math.abs(all.classScore! - mean) < 1e-6);
  },
);

testOnEachBackend(
  "predictEnsemble() gives the mean P(object present) of heads of real networks",
  async () => {
    const models = [1, 2].map((seed) =>
      buildModel({
        encoder: "tf_efficientnet_lite0",
        decoder: "unet",
        decoderChannels: [8, 8, 8, 8, 8],
        classificationHead: { dropout: 0.5 },
      }, { inputChannels: 3, seed })
    );
    const image = picture(40, 33);
    const some = recipe("none", "horizontal");
    const alone = await Promise.all(
      models.map((model) => predictProbability(model, image, some)),
    );
    const scores = alone.map(({ classScore }) => classScore!);
    assert.ok(scores.every((score) => score > 0 && score < 1));
    assert.notEqual(scores[0], scores[1]);
    const both = await predictEnsemble(models, image, some);
    const mean = (scores[0]! + scores[1]!) / 2;
    assert.ok(Math.abs(both.classScore! - mean) < 1e-6);
    // The map is that of the plain forward pass.
    const plain: Model = {
      ...models[0]!,
      outputs: (x, options) => ({
        logits: models[0]!.forward(x, options),
        deepSupervision: [],
      }),
    };
    const { data } = await predictProbability(plain, image, some);
    data.forEach((p, i) => assert.ok(Math.abs(p - alone[0]!.data[i]!) < 1e-6));
    models.forEach((model) => model.dispose());
  },
);

Deno.test("predictEnsemble() gives no P(object present) where not every network has a head of one class", async () => {
  const image = picture(4, 4);
  for (
    const models of [[redness], [cornerProbe(), redness], [cornerProbe(2)]]
  ) {
    const found = await predictEnsemble(models, image, everyFlip);
    assert.equal("classScore" in found, false);
  }
});

Deno.test("predictProbability() leaves no tensor behind", async () => {
  const model = buildModel({ name: "unet", widths: [4, 8] }, {
    inputChannels: 3,
    seed: 3,
  });
  const before = tf.memory().numTensors;
  await predictProbability(model, picture(20, 10), everyFlip);
  await predictProbability(cornerProbe(), picture(5, 4), everyFlip);
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("predictEnsemble() refuses no networks and no views", async () => {
  const image = picture(4, 4);
  await assert.rejects(predictEnsemble([], image, everyFlip), /Cannot predict/);
  await assert.rejects(
    predictEnsemble([redness], image, recipe()),
    /Cannot predict/,
  );
});
