// Other normalisations, activations and heads against PyTorch: names, features, every head's logits, gradients.
import assert from "node:assert/strict";
import {
  activationNames,
  type EncoderDecoderRecipe,
  normNames,
} from "../recipes/model_recipe.ts";
import { gradients, readVariables, tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { declareModel } from "./build_model.ts";
import type { DeclaredNetwork, EncoderDecoder } from "./encoder_decoder.ts";
import type { ModelOutputs } from "./model.ts";
import {
  assertSummary,
  formulaImage,
  formulaTensor,
  formulaValues,
  namesHash,
  type Summary,
  TRAINED,
} from "./testdata/formula.ts";
import fixture from "./testdata/model_variants.json" with { type: "json" };

/** A network of the fixture, as a recipe has it, and what PyTorch says of it. */
interface Case extends EncoderDecoderRecipe {
  readonly channels: number;
  readonly classes: number;
  readonly inference: {
    readonly parameters: number;
    readonly names: string;
    readonly features: readonly Summary[];
    readonly outputs: Readonly<Record<string, Summary>>;
  };
  readonly training: {
    readonly trained: number;
    readonly outputs: Readonly<Record<string, Summary>>;
    readonly gradients: Readonly<Record<string, Summary>>;
  };
}

const cases = fixture.cases as unknown as readonly Case[];
const recipeOf = (entry: Case) => {
  const { channels: _c, classes: _k, inference: _i, training: _t, ...recipe } =
    entry;
  return recipe;
};
const title = (entry: Case) =>
  JSON.stringify(recipeOf(entry)).replace(/["{}]/g, "")
    .replaceAll(":", " ").replaceAll(",", ", ");

const declare = (entry: Case): DeclaredNetwork =>
  declareModel(recipeOf(entry), {
    inputChannels: entry.channels,
    outputChannels: entry.classes,
  });

/** By the fixture's names. */
function named(outputs: ModelOutputs): Map<string, tf.Tensor> {
  const { logits, deepSupervision, classification } = outputs;
  return new Map<string, tf.Tensor>([
    ["logits", logits],
    ...deepSupervision.map((level, i) => [`level ${i + 1}`, level] as const),
    ...(classification ? [["classification", classification] as const] : []),
  ]);
}

function assertOutputs(
  outputs: ReadonlyMap<string, tf.Tensor>,
  expected: Readonly<Record<string, Summary>>,
  ofDeviation?: number,
): void {
  assert.deepEqual([...outputs.keys()], Object.keys(expected));
  for (const [name, tensor] of outputs) {
    assertSummary(tensor, name, expected[name]!, ofDeviation);
  }
}

Deno.test("the fixture has every normalisation and activation in an encoder or a decoder", () => {
  const norms = cases.flatMap((c) => [c.encoderNorm, c.decoderNorm]);
  const activations = cases
    .flatMap((c) => [c.encoderActivation, c.decoderActivation]);
  for (const name of normNames) {
    // Which the networks have by themselves.
    if (name !== "batch") assert(norms.includes(name), name);
  }
  for (const name of activationNames) assert(activations.includes(name), name);
});

Deno.test("declareModel() names and counts the parameters of every variant as PyTorch does", async () => {
  for (const entry of cases) {
    const { specs, parameterCount } = declare(entry);
    assert.equal(parameterCount, entry.inference.parameters, title(entry));
    assert.equal(await namesHash(specs), entry.inference.names, title(entry));
  }
});

/** Outputs and gradients of a sum over them, as the oracle takes it. */
function trainOnce(model: EncoderDecoder, channels: number) {
  const x = formulaImage(fixture.trainShape, channels);
  let outputs = new Map<string, tf.Tensor>();
  const result = gradients(model.parameters, () => {
    const found = named(model.outputs(x, { training: true }));
    outputs = new Map(
      [...found].map(([name, y]) => [name, tf.keep(y.clone())]),
    );
    const sums = [...found].map(([name, y]) =>
      tf.sum(tf.mul(y, formulaTensor(`upstream ${name}`, y.shape)))
    );
    return tf.addN(sums) as tf.Scalar;
  });
  return { outputs, gradients: result.gradients };
}

for (const entry of cases) {
  testOnEachBackend(`${title(entry)} has PyTorch's outputs`, () => {
    const model = declare(entry).create(formulaValues);
    const x = formulaImage(fixture.shape, entry.channels);
    const inference = { training: false };
    model.features(x, inference).forEach((feature, i) =>
      assertSummary(feature, `feature ${i}`, entry.inference.features[i]!)
    );
    const outputs = model.outputs(x, inference);
    assertOutputs(named(outputs), entry.inference.outputs);
    // `forward` leaves the other heads out.
    assert.deepEqual(
      model.forward(x, inference).dataSync(),
      outputs.logits.dataSync(),
    );
    model.dispose();
  });

  testOnEachBackend(`${title(entry)} trains as in PyTorch`, () => {
    const model = declare(entry).create(formulaValues);
    const frozen = declare(entry).specs
      .filter(({ name, role }) =>
        role === "frozen" ||
        role === "running" && isFrozen(entry, name)
      ).map(({ name }) => [name, model.buffers.get(name)!] as const);
    const before = readVariables(new Map(frozen));
    const { outputs, gradients } = trainOnce(model, entry.channels);
    assertOutputs(outputs, entry.training.outputs, TRAINED);
    assert.equal(gradients.size, entry.training.trained);
    for (const [name, gradient] of gradients) {
      const largest = tf.max(tf.abs(gradient)).dataSync()[0]!;
      assert(largest > 0, `a gradient reaches ${name}`);
    }
    if (isSmooth(entry)) {
      for (const [name, wanted] of Object.entries(entry.training.gradients)) {
        assertSummary(gradients.get(name)!, name, wanted, TRAINED);
      }
    }
    assert.deepEqual(readVariables(new Map(frozen)), before);
    outputs.forEach((y) => y.dispose());
    model.dispose();
  });
}

/** Whether the running statistics of that name may not move. */
const isFrozen = (entry: Case, name: string) =>
  entry[name.startsWith("encoder.") ? "encoderNorm" : "decoderNorm"] ===
    "frozen_batch";

/** Where no activation has a kink, on whose two sides float32 and float64 may fall. */
function isSmooth(entry: Case): boolean {
  const smooth = ["mish", "swish"];
  const encoder = entry.encoderActivation ??
    (entry.encoder.startsWith("efficientnet") ? "swish" : "relu");
  const decoder = entry.decoderActivation ??
    (entry.decoder === "team_1137" ? "mish" : "relu");
  return smooth.includes(encoder) && smooth.includes(decoder);
}
