// Every loss and setting on both backends, against SMP, MONAI, PyTorch and the seeds' formulas.
import assert from "node:assert/strict";
import type { LossTerm } from "../recipes/loss_term.ts";
import { lossTermSchema } from "../recipes/loss_term_schema.ts";
import { gradients, tf } from "../tensor/mod.ts";
import {
  assertClose,
  type Numbers,
  tensorOf,
  testOnEachBackend,
  valuesOf,
} from "../tensor/test_support.ts";
import { buildLoss } from "./build_loss.ts";
import type { LossInputs, LossMode } from "./loss.ts";
import { LOSSES } from "./registry.ts";
import fixture from "./testdata/settings.json" with { type: "json" };

interface Case {
  readonly term: { readonly name: string };
  readonly given: string;
  readonly mask?: string;
  readonly weights?: string;
  readonly boundary?: string;
  readonly value: number;
  readonly gradient: string;
}

const cases: readonly Case[] = fixture.cases;
const inputs: Readonly<Record<string, { logits: Numbers; target: Numbers }>> =
  fixture.inputs;
const maps: Readonly<Record<string, Numbers>> = fixture.maps;

function check(oracle: Case): void {
  const mode = oracle.given.split(",")[0] as LossMode;
  const { logits, target } = inputs[oracle.given]!;
  const term: LossTerm = lossTermSchema.parse(oracle.term);
  const loss = buildLoss([term], {
    mode,
    ...(oracle.given.endsWith("holes")
      ? { ignoreIndex: fixture.ignoreIndex }
      : {}),
  });
  const batch: LossInputs = Object.fromEntries(
    (["mask", "weights", "boundary"] as const).flatMap((key) =>
      oracle[key] === undefined ? [] : [[key, tensorOf(maps[oracle[key]]!)]]
    ),
  );
  const truth: tf.Tensor = tf.cast(
    tensorOf(target),
    mode === "multiclass" ? "int32" : "float32",
  );
  const x = tf.variable(tensorOf(logits));
  const result = gradients(new Map([["x", x]]), () => loss(x, truth, batch));
  const name = `${JSON.stringify(oracle.term)} of ${oracle.given}`;
  const value = result.loss.dataSync()[0]!;
  // 1 - fraction loses what is below float32's step at 1.
  assert(
    Math.abs(value - oracle.value) <= 1e-4 * oracle.value + 3e-7,
    `${name}: ${value}, must be ${oracle.value}`,
  );
  const gradient = result.gradients.get("x")!;
  const size = Math.max(
    ...valuesOf({ shape: [], values: oracle.gradient }).map(Math.abs),
  );
  if (size < 1e-8) {
    // Where a softmax is sure, float32 leaves a trace of the terms that cancel.
    const largest = tf.max(tf.abs(gradient)).dataSync()[0]!;
    assert(largest < 1e-8, `gradient of ${name} is ${largest}, must be 0`);
  } else {
    const wanted = { shape: logits.shape, values: oracle.gradient };
    assertClose(gradient, wanted, `gradient of ${name}`);
  }
  x.dispose();
}

for (const name of Object.keys(LOSSES)) {
  testOnEachBackend(
    `buildLoss() of ${name} has the oracles' value and gradient in every mode and setting`,
    () => {
      const own = cases.filter(({ term }) => term.name === name);
      assert(own.length >= 2);
      own.forEach(check);
    },
  );
}

Deno.test("The oracles' gradients are neither empty nor all 0", () => {
  for (const { gradient, term, given } of cases) {
    const values = valuesOf({ shape: [], values: gradient });
    if (given.includes("extreme") || given.includes("no object")) continue;
    assert(
      values.some((value) => value !== 0),
      JSON.stringify({ term, given }),
    );
  }
});
