import assert from "node:assert/strict";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { parameterSettings, trainableParameters } from "./parameter_rules.ts";
import { makeParameters } from "./testdata/parameters.ts";

testOnEachBackend("parameterSettings() spares norms and biases decay", () => {
  const settings = parameterSettings(makeParameters(), [], 0.3);
  const decayed = [...settings].filter(([, s]) => s.weightDecay === 0.3);
  assert.deepEqual(
    decayed.map(([name]) => name),
    ["conv.weight", "large.weight", "other.weight"],
  );
});

testOnEachBackend(
  "parameterSettings() gives each setting of the last rule that has it",
  () => {
    const settings = parameterSettings(makeParameters(), [
      { match: "", weightDecay: 0.2 },
      { match: "norm.", learningRateFactor: 0.5 },
      { match: "/\\.bias$/", weightDecay: 0, frozen: true },
      { match: "/^(norm|head)\\./", learningRateFactor: 3 },
    ], 0.1);
    assert.deepEqual(settings.get("norm.bias"), {
      learningRateFactor: 3,
      weightDecay: 0,
      frozen: true,
    });
    assert.deepEqual(settings.get("head.weight"), {
      learningRateFactor: 3,
      weightDecay: 0.2,
      frozen: false,
    });
  },
);

testOnEachBackend("parameterSettings() refuses rules that do nothing", () => {
  const settings = (match: string, weightDecay = 0) => () =>
    parameterSettings(makeParameters(), [{ match, weightDecay }], 0);
  assert.throws(
    settings("haed.weight"),
    /"haed\.weight" must match a parameter.*the nearest is head\.weight/,
  );
  assert.throws(settings("/(/"), /must be a regular expression.*\/\(\//);
  assert.throws(
    settings("head.", -1),
    /weightDecay of "head\." must be 0 or more, current value is -1/,
  );
});

testOnEachBackend("trainableParameters() leaves out what is frozen", () => {
  const parameters = makeParameters();
  const learning = trainableParameters(parameters, [
    { match: "/weight$/", frozen: true },
    { match: "head.", frozen: false },
  ]);
  assert.deepEqual([...learning.keys()], ["norm.bias", "head.weight"]);
  assert.equal(learning.get("head.weight"), parameters.get("head.weight"));
});
