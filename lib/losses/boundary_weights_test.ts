import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { assertClose, valuesOf } from "../tensor/test_support.ts";
import { boundaryWeights } from "./boundary_weights.ts";
import fixture from "./testdata/boundary_weights.json" with { type: "json" };

Deno.test("boundaryWeights() has the map of SciPy's distance transform", () => {
  assert(fixture.length > 12);
  for (const { name, labels, settings, weights } of fixture) {
    const [height, width] = labels.shape as [number, number];
    const data = Uint8Array.from(valuesOf(labels));
    const map = boundaryWeights({ data, width, height }, settings);
    assertClose(map, valuesOf(weights), name, 1e-7);
  }
});

Deno.test("boundaryWeights() without a border weight is the class weights", () => {
  const labels = { data: [1, 0, 2], width: 3, height: 1 };
  const settings = {
    borderWeight: 0,
    backgroundWeight: 0.5,
    foregroundWeight: 2,
  };
  assert.deepEqual([...boundaryWeights(labels, settings)], [2, 0.5, 2]);
});

Deno.test("boundaryWeights() refuses wrong sizes and settings", () => {
  const labels = { data: [0, 1], width: 2, height: 1 };
  assert.throws(() => boundaryWeights({ ...labels, height: 2 }), InputError);
  assert.throws(() => boundaryWeights(labels, { sigma: 0 }), InputError);
  assert.throws(
    () => boundaryWeights(labels, { borderWeight: -1 }),
    InputError,
  );
});
