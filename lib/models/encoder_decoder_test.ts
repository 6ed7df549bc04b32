// Every network against PyTorch: names, shapes, features, logits, gradients, running statistics.
import assert from "node:assert/strict";
import { gradients, tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { declareModel } from "./build_model.ts";
import type { DeclaredNetwork, EncoderDecoder } from "./encoder_decoder.ts";
import { decoders, encoders } from "./registry.ts";
import {
  assertSummary,
  clearValues,
  formulaImage,
  formulaTensor,
  formulaValues,
  namesHash,
  TRAINED,
} from "./testdata/formula.ts";
import variants from "./testdata/model_variants.json" with { type: "json" };
import fixture from "./testdata/models.json" with { type: "json" };

/** What the fixture says of a network. */
interface Case {
  readonly encoder: string;
  readonly decoder: string;
  readonly channels: number;
  readonly classes: number;
  readonly attention?: string;
}

const title = ({ encoder, decoder, channels, classes, attention }: Case) =>
  [`${channels} to ${classes}, ${decoder} on ${encoder}`, attention]
    .filter(Boolean).join(", ");

function declare(entry: Case): DeclaredNetwork {
  const { encoder, decoder, channels, classes, attention } = entry;
  return declareModel(
    { encoder, decoder, ...(attention === "scse" ? { attention } : {}) },
    { inputChannels: channels, outputChannels: classes },
  );
}

Deno.test("declareModel() names, shapes and counts the parameters as PyTorch does", async () => {
  for (const entry of fixture.inference) {
    const { specs, parameterCount } = declare(entry);
    assert.equal(parameterCount, entry.parameters, title(entry));
    assert.equal(await namesHash(specs), entry.names, title(entry));
  }
});

Deno.test("the fixtures have every encoder, and every decoder on two encoders or more", () => {
  const cases = [...fixture.inference, ...variants.cases];
  for (const name of Object.keys(encoders)) {
    assert(cases.some(({ encoder }) => encoder === name), name);
  }
  for (const name of Object.keys(decoders)) {
    const on = cases.filter(({ decoder }) => decoder === name)
      .map(({ encoder }) => encoder);
    assert(new Set(on).size >= 2, name);
  }
});

/** wasm takes minutes for the large ones, whose parts the small ones have too. */
const onBoth = (entry: Case) =>
  /resnet18|-b0|lite[01]/.test(entry.encoder) || tf.getBackend() !== "wasm";

for (const entry of fixture.inference) {
  testOnEachBackend(`${title(entry)} has PyTorch's features and logits`, () => {
    if (!onBoth(entry)) return;
    const model = declare(entry).create(formulaValues);
    try {
      const x = formulaImage(fixture.shape, entry.channels);
      const inference = { training: false };
      const features = model.features(x, inference);
      assert.equal(features.length, entry.features.length);
      features.forEach((feature, i) =>
        assertSummary(feature, `feature ${i}`, entry.features[i]!)
      );
      assertSummary(model.forward(x, inference), "logits", entry.logits);
    } finally {
      model.dispose();
    }
  });
}

/** Logits and gradients of a sum over them, as the oracle takes it. */
function trainOnce(model: EncoderDecoder, channels: number) {
  const x = formulaImage(fixture.trainShape, channels);
  let logits: tf.Tensor4D | undefined;
  const result = gradients(model.parameters, () => {
    const y = model.forward(x, { training: true });
    logits = tf.keep(y.clone());
    return tf.sum(tf.mul(y, formulaTensor("upstream", y.shape)));
  });
  return { logits: logits!, gradients: result.gradients };
}

for (const entry of fixture.training) {
  testOnEachBackend(
    `${title(entry)} normalises by the batch as PyTorch`,
    () => {
      if (!onBoth(entry)) return;
      const model = declare(entry).create(formulaValues);
      const { logits, gradients } = trainOnce(model, entry.channels);
      assertSummary(logits, "logits", entry.logits, TRAINED);
      for (const [name, expected] of Object.entries(entry.buffers)) {
        assertSummary(model.buffers.get(name)!, name, expected, TRAINED);
      }
      assert.equal(gradients.size, entry.trained);
      for (const [name, gradient] of gradients) {
        const largest = tf.max(tf.abs(gradient)).dataSync()[0]!;
        assert(largest > 0, `a gradient reaches ${name}`);
      }
      logits.dispose();
      model.dispose();
    },
  );

  // Where no activation is near the kink of its ReLU: elsewhere float32 and float64 differ by some hundredths.
  testOnEachBackend(`${title(entry)} has PyTorch's gradients`, () => {
    if (!onBoth(entry)) return;
    const { clear } = entry;
    const declared = declare(entry);
    const model = declared.create(
      clearValues(declared.specs, new RegExp(clear.alwaysOn)),
    );
    const { logits, gradients } = trainOnce(model, entry.channels);
    assertSummary(logits, "logits", clear.logits, TRAINED);
    for (const [name, expected] of Object.entries(clear.gradients)) {
      assertSummary(gradients.get(name)!, name, expected, TRAINED);
    }
    logits.dispose();
    model.dispose();
  });
}
