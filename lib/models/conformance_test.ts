// What every encoder, decoder, head and block must do, by the registries: a new one is covered without an edit here.
import assert from "node:assert/strict";
import { buildOptimizer } from "../optimizers/mod.ts";
import {
  activationNames,
  type EncoderDecoderRecipe,
  normNames,
} from "../recipes/model_recipe.ts";
import {
  compile,
  gradients,
  isNative,
  openBackend,
  tf,
} from "../tensor/mod.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { buildModel, declareModel } from "./build_model.ts";
import type { DecoderOptions } from "./decoders/decoder.ts";
import type { EncoderDecoder } from "./encoder_decoder.ts";
import { decoders, encoders, findDecoder } from "./registry.ts";
import { checkForward, checkNetwork } from "./testdata/conformance.ts";
import { formulaTensor, formulaValues } from "./testdata/formula.ts";

/** Parameters above which a network is run on TensorFlow only, by the least that shows every duty. */
const LARGE = 25e6;
/** Parameters above which wasm is slow, and compiling the way back too. */
const SLOW = 8e6;
/** The encoder of the tests that are about something else. */
const SMALL = "tf_efficientnet_lite0";
/** What a decoder is tested with, where it lets its channels be chosen. */
const NARROW = [32, 24, 16, 16, 16];

const narrow = (decoder: string): Partial<EncoderDecoderRecipe> =>
  findDecoder(decoder).takes.includes("decoderChannels")
    ? { decoderChannels: NARROW }
    : {};
const sizeOf = (recipe: EncoderDecoderRecipe) =>
  declareModel(recipe, { inputChannels: 3 }).parameterCount;

/** Registers a network's test on TensorFlow, and on wasm where it is small. */
function testNetwork(
  what: string,
  recipe: EncoderDecoderRecipe,
  inputChannels: number,
  saves = true,
): void {
  const size = sizeOf(recipe);
  testOnEachBackend(`${what} conforms, ${inputChannels} channels`, async () => {
    const native = isNative();
    if (!native && (size > SLOW || !saves)) return;
    await checkNetwork(recipe, inputChannels, {
      native,
      saves,
      trains: saves && size <= SLOW,
      batch: size > LARGE ? 2 : 3,
    });
  });
}

Object.keys(encoders).forEach((encoder, i) => {
  const decoder = "unet";
  const stride =
    declareModel({ encoder, decoder }, { inputChannels: 3 }).stride;
  const decoderChannels = NARROW.slice(0, Math.log2(stride));
  testNetwork(encoder, { encoder, decoder, decoderChannels }, 1 + (4 * i) % 9);
});

for (const decoder of Object.keys(decoders)) {
  testNetwork(`decoder ${decoder}`, { encoder: SMALL, decoder }, 3);
}

/** Values of each option of a decoder. */
const OPTIONS: {
  readonly [K in keyof DecoderOptions]-?: readonly NonNullable<
    DecoderOptions[K]
  >[];
} = {
  decoderChannels: [[16, 24, 8, 16, 4]],
  attention: ["scse"],
  decoderNorm: normNames,
  decoderActivation: activationNames,
};

for (const decoder of Object.keys(decoders)) {
  for (const option of findDecoder(decoder).takes) {
    for (const value of OPTIONS[option]) {
      testNetwork(
        `decoder ${decoder} with ${option} ${value}`,
        // Attention squeezes its channels: of few, all may lie below the kink of its ReLU.
        {
          encoder: SMALL,
          decoder,
          ...(option === "attention" ? {} : narrow(decoder)),
          [option]: value,
        },
        3,
        false,
      );
    }
  }
}

for (const encoderNorm of normNames) {
  testNetwork(
    `an encoder with norm ${encoderNorm}`,
    {
      encoder: SMALL,
      decoder: "unet",
      decoderChannels: NARROW,
      encoderNorm,
    },
    3,
    false,
  );
}
for (const encoderActivation of activationNames) {
  testNetwork(
    `an encoder with activation ${encoderActivation}`,
    {
      encoder: SMALL,
      decoder: "unet",
      decoderChannels: NARROW,
      encoderActivation,
    },
    3,
    false,
  );
}

for (const decoder of Object.keys(decoders)) {
  for (const deepSupervision of [2, 3]) {
    testNetwork(
      `${deepSupervision} heads of decoder ${decoder}`,
      {
        encoder: SMALL,
        decoder,
        ...narrow(decoder),
        deepSupervision,
      },
      3,
      deepSupervision === 3,
    );
  }
}
for (const pooling of ["avg", "max"] as const) {
  testNetwork(
    `the classification head with pooling ${pooling}`,
    {
      encoder: SMALL,
      decoder: "unet",
      decoderChannels: NARROW,
      classificationHead: { classes: 4, pooling },
    },
    3,
    pooling === "avg",
  );
}

for (const encoder of Object.keys(encoders)) {
  const recipe = { encoder, decoder: "unet_classic" };
  // The small ones of each family have every kind of first convolution.
  if (sizeOf(recipe) > LARGE) continue;
  Deno.test(`${encoder} takes 1 to 9 channels`, async () => {
    await openBackend();
    for (let inputChannels = 1; inputChannels <= 9; inputChannels++) {
      const model = declareModel(recipe, { inputChannels })
        .create(formulaValues);
      checkForward(model, inputChannels);
      model.dispose();
    }
  });
}

Deno.test("declareModel() joins every encoder with every decoder, for any number of channels", () => {
  for (const encoder of Object.keys(encoders)) {
    for (const decoder of Object.keys(decoders)) {
      for (const inputChannels of [1, 9]) {
        const { specs, stride, features } = declareModel(
          { encoder, decoder },
          { inputChannels, outputChannels: 4 },
        );
        const [, , inputs] = specs[0]!.shape;
        assert.equal(inputs, inputChannels, encoder);
        assert.deepEqual(specs.at(-1)!.shape, [4], decoder);
        assert.equal(features.strides.at(-1), stride);
      }
    }
  }
});

Deno.test("declareModel() names what is wrong with a recipe", () => {
  for (
    const [recipe, message] of [
      [{ encoder: "resnet35", decoder: "unet" }, /Did you mean resnet34/],
      [{ encoder: "resnet34", decoder: "unett" }, /Did you mean unet/],
      [{ encoder: "constructor", decoder: "unet" }, /encoder must be one of/],
      [
        { encoder: "resnet34", decoder: "unet_classic", attention: "scse" },
        /must be without attention, it takes decoderNorm/,
      ],
      [
        { encoder: "resnet34", decoder: "unet", decoderChannels: [64, 32] },
        /decoderChannels must have 5 numbers.*current value is \[64, 32\]/,
      ],
    ] as const
  ) {
    assert.throws(() => declareModel(recipe, { inputChannels: 3 }), message);
  }
  assert.throws(
    () =>
      declareModel({ encoder: "resnet34", decoder: "unet" }, {
        inputChannels: 0,
      }),
    /inputChannels must be a positive integer, current value is 0/,
  );
});

Deno.test("declareModel() gives a decoder the channels that a recipe names", () => {
  const decoderChannels = [64, 48, 32, 16, 8];
  const { specs } = declareModel(
    { encoder: "resnet18", decoder: "unet", decoderChannels },
    { inputChannels: 3 },
  );
  const outputs = specs
    .filter(({ name }) => /^decoder\.blocks\.\d\.conv2\.0/.test(name))
    .map(({ shape }) => shape[3]);
  assert.deepEqual(outputs, decoderChannels);
});

/** Families of encoders whose training is held to the eager one over some steps. */
const families = [
  "resnet18",
  "efficientnet-b0",
  "tf_efficientnet_lite0",
] as const;

for (const encoder of families) {
  testOnEachBackend(`${encoder} trains compiled as it does eagerly`, () => {
    if (!isNative()) return;
    const eager = threeLosses(encoder, false);
    assertClose(threeLosses(encoder, true), eager, "losses");
    assert(eager[2]! < eager[0]!);
  });
}

/** Runs with a network and frees it. */
function withModel(
  encoder: string,
  inputChannels: number,
  body: (model: EncoderDecoder) => void,
) {
  const recipe = { encoder, decoder: "unet" };
  const options = { inputChannels, outputChannels: 2, seed: 1 };
  const model = buildModel(recipe, options);
  try {
    body(model);
  } finally {
    model.dispose();
  }
}

/** What a step is given. */
type StepInputs = {
  readonly x: tf.Tensor4D;
  readonly y: tf.Tensor4D;
  readonly rate: tf.Scalar;
};

/** Losses of three steps. */
function threeLosses(encoder: string, compiles: boolean): number[] {
  const losses: number[] = [];
  withModel(encoder, 3, (model) => {
    const side = 3 * model.stride;
    const x = formulaTensor("image", [2, side, side, 3]);
    const y = formulaTensor("target", [2, side, side, 2]);
    const optimizer = buildOptimizer(
      { name: "sgd", learningRate: 1, weightDecay: 0 },
      model.parameters,
    );
    const step = ({ x, y, rate }: StepInputs) => {
      const { loss, gradients: found } = gradients(
        model.parameters,
        () =>
          tf.mean(tf.squaredDifference(
            model.forward(x, { training: true }),
            y,
          )),
      );
      optimizer.step(found, rate);
      return { loss };
    };
    const compiled = compiles ? compile(step) : undefined;
    for (let i = 0; i < 3; i++) {
      const inputs = { x, y, rate: tf.scalar(1e-3) };
      const { loss } = compiled
        ? compiled.run(inputs)
        : tf.tidy(() => step(inputs));
      losses.push(loss!.dataSync()[0]!);
    }
    if (compiled) assert(compiled.compiled);
    compiled?.dispose();
    optimizer.dispose();
  });
  return losses;
}

testOnEachBackend(
  "an EfficientNet drops blocks while training, by seed and step",
  () => {
    withModel("efficientnet-b0", 1, (model) => {
      const x = formulaTensor("image", [2, 64, 64, 1]);
      const run = (step?: number, training = true) =>
        tf.tidy(() => {
          const draw = { seed: 3, step: tf.scalar(step ?? 0, "int32") };
          const options = { training, ...(step === undefined ? {} : { draw }) };
          return model.forward(x, options).dataSync();
        });
      assert.deepEqual(run(5), run(5));
      assert.notDeepEqual(run(5), run(6));
      assert.notDeepEqual(run(5), run());
      assert.deepEqual(run(), run());
      const still = run(undefined, false);
      assert.deepEqual(run(5, false), still);
    });
  },
);
