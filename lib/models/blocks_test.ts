// Every block of which networks are built, by itself; every normalisation and activation in one.
import assert from "node:assert/strict";
import { activationNames, normNames } from "../recipes/model_recipe.ts";
import { isNative } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import * as blocks from "./blocks/mod.ts";
import {
  HE_NORMAL,
  type InitialValues,
  ParameterStore,
  Scope,
} from "./parameters/mod.ts";
import {
  checkBackward,
  checkCompiled,
  checkForward,
  checkWeights,
  type Subject,
} from "./testdata/conformance.ts";
import { formulaValues } from "./testdata/formula.ts";

const CHANNELS = 32;
const STYLE: blocks.Style = {
  norm: blocks.TORCH_NORM,
  activation: "relu",
  initials: HE_NORMAL,
};
const pair = {
  names: ["conv", "norm"],
  inputs: CHANNELS,
  outputs: 8,
  kernel: 3,
} as const;
const inverted = {
  names: {
    expand: ["conv_pw", "bn1"],
    depthwise: ["conv_dw", "bn2"],
    squeeze: ["se.conv_reduce", "se.conv_expand"],
    project: ["conv_pwl", "bn3"],
  },
  inputs: CHANNELS,
  outputs: CHANNELS,
  expansion: 2,
  kernel: 5,
  stride: 1,
  padding: "same",
} as const;

/** What makes each exported block, by its export's name; several ways of one have a number behind it. */
const makers: Readonly<Record<string, (scope: Scope) => blocks.Layer>> = {
  convBias: (scope) =>
    blocks.convBias(scope, "conv", {
      inputs: CHANNELS,
      outputs: 5,
      kernel: 3,
      initials: HE_NORMAL,
    }),
  convNormActivation: (scope) => blocks.convNormActivation(scope, STYLE, pair),
  "convNormActivation 2": (scope) =>
    blocks.convNormActivation(scope, STYLE, {
      ...pair,
      kernel: 1,
      stride: 2,
      padding: 0,
    }),
  "convNormActivation 3": (scope) =>
    blocks.convNormActivation(scope, STYLE, {
      ...pair,
      outputs: CHANNELS,
      depthwise: true,
    }),
  doubleConv: (scope) =>
    blocks.doubleConv(
      scope,
      STYLE,
      ["conv1", "norm1", "conv2", "norm2"],
      CHANNELS,
      8,
    ),
  mbConv: (scope) => blocks.mbConv(scope, STYLE, { ...inverted, squeezed: 8 }),
  "mbConv 2": (scope) =>
    blocks.mbConv(scope, STYLE, { ...inverted, stride: 2, outputs: 8 }),
  scse: (scope) => blocks.scse(scope, 16 * 8, HE_NORMAL),
  squeezeExcite: (scope) =>
    blocks.squeezeExcite(scope, {
      names: ["reduce", "expand"],
      channels: CHANNELS,
      squeezed: 8,
      activation: "swish",
      initials: HE_NORMAL,
    }),
  ...Object.fromEntries(normNames.map((kind) => [
    `declareNorm ${kind}`,
    (scope: Scope) =>
      blocks.convNormActivation(scope, {
        ...STYLE,
        norm: { ...blocks.TORCH_NORM, kind },
      }, pair),
  ])),
  ...Object.fromEntries(activationNames.map((activation) => [
    `activate ${activation}`,
    (scope: Scope) =>
      blocks.convNormActivation(scope, { ...STYLE, activation }, pair),
  ])),
};
const channelsOf = (name: string) => name === "scse" ? 16 * 8 : CHANNELS;
/** Exports that make no layer with parameters. */
const HELPERS = ["groupsOf", "restyle", "sequence"];

/** A block as a network of one layer. */
function create(name: string, values: InitialValues): Subject {
  const store = new ParameterStore();
  const forward = makers[name]!(new Scope(store));
  store.create(values);
  return {
    stride: 8,
    specs: store.specs,
    parameters: store.parameters,
    buffers: store.buffers,
    forward,
    dispose: () => store.dispose(),
  };
}

Deno.test("every block is tested here", () => {
  const tested = new Set(Object.keys(makers).map((name) => name.split(" ")[0]));
  const exported = Object.entries(blocks)
    .filter(([name, value]) =>
      typeof value === "function" && !HELPERS.includes(name)
    )
    .map(([name]) => name);
  assert.deepEqual(exported.filter((name) => !tested.has(name)), []);
});

for (const name of Object.keys(makers)) {
  testOnEachBackend(`${name} conforms`, async () => {
    const channels = channelsOf(name);
    const subject = create(name, formulaValues);
    checkForward(subject, channels);
    checkBackward(subject, channels, 1);
    checkBackward(subject, channels, 3);
    if (isNative()) checkCompiled(subject, channels, true);
    await checkWeights(subject, (values) => create(name, values));
    subject.dispose();
  });
}
