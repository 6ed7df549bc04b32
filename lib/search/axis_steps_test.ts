import assert from "node:assert/strict";
import { axisSteps } from "./axis_steps.ts";

const near = (found: readonly number[], expected: readonly number[]) => {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-9, `${found}`)
  );
};

Deno.test("axisSteps() is 1 along even thresholds and along areas that grow by a factor", () => {
  const even = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
  near(axisSteps({ name: "threshold", values: even }), even.slice(1).fill(1));
  const doubled = [0, 50, 150, 350, 750];
  near(axisSteps({ name: "minimumArea", values: doubled }), [1, 1, 1, 1]);
  near(axisSteps({ name: "minimumArea", values: [0, 10] }), [1]);
  near(axisSteps({ name: "top", values: [.5] }), []);
});

Deno.test("axisSteps() is a share where the next value is farther than a step", () => {
  near(
    axisSteps({ name: "top", values: [.1, .5, .6, .7, .75] }),
    [.25, 1, 1, 1],
  );
  // log2(1 + area / 100): 0, 1, 2, 3, 7.
  const areas = [0, 100, 300, 700, 12700];
  near(axisSteps({ name: "minimumArea", values: areas }), [1, 1, 1, .25]);
});
