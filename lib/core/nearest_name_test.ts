import assert from "node:assert/strict";
import { nearestName } from "./nearest_name.ts";

Deno.test("nearestName() finds the name that was meant", () => {
  const names = [
    "recipe",
    "data",
    "out",
    "folds",
    "notebooks",
    "smoke",
    "seed",
    "resume",
  ];
  for (
    const [typed, meant] of [
      ["recepie", "recipe"],
      ["Fold", "folds"],
      ["smokes", "smoke"],
      ["notebook", "notebooks"],
      ["resmue", "resume"],
      ["sed", "seed"],
    ] as const
  ) assert.equal(nearestName(typed, names), meant);
  assert.equal(nearestName("x", []), undefined);
  assert.equal(nearestName("thresholds", ["method"], 5), undefined);
  assert.equal(nearestName("fodl", ["fold"], 2), "fold");
  assert.equal(nearestName("fodl", ["fold"], 1), undefined);
});
