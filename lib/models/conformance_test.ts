// What every encoder, decoder, head and block must do, by the registries: a new one is covered without an edit here.
import assert from "node:assert/strict";
import {
  activationNames,
  type EncoderDecoderRecipe,
  normNames,
} from "../recipes/model_recipe.ts";
import { isNative, openBackend } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { declareModel } from "./build_model.ts";
import type { DecoderOptions } from "./decoders/decoder.ts";
import { decoders, encoders, findDecoder } from "./registry.ts";
import { checkForward } from "./testdata/conformance.ts";
import { formulaValues } from "./testdata/formula.ts";
import { checkNetwork } from "./testdata/network_conformance.ts";

/** Parameters above which a network is run on TensorFlow only, by the least that shows every duty. */
const LARGE = 25e6;
/** Parameters above which wasm is slow, and compiling the way back too. */
const SLOW = 8e6;
/** The encoder of the tests that are about something else. */
const SMALL = "tf_efficientnet_lite0";
/** What a decoder is tested with, where it lets its channels be chosen. */
const NARROW = [32, 24, 16, 16, 16];
/** The network of the tests that are about something else. */
const UNET: EncoderDecoderRecipe = {
  encoder: SMALL,
  decoder: "unet",
  decoderChannels: NARROW,
};

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

/** Values of each option of an encoder. */
const ENCODER_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  encoderNorm: normNames,
  encoderActivation: activationNames,
};

for (const [option, values] of Object.entries(ENCODER_OPTIONS)) {
  for (const value of values) {
    const name = `an encoder with ${option} ${value}`;
    testNetwork(name, { ...UNET, [option]: value }, 3, false);
  }
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
    { ...UNET, classificationHead: { classes: 4, pooling } },
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
