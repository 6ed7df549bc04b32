import assert from "node:assert/strict";
import { encodeCoco, writeProbabilityMap } from "../imaging/mod.ts";
import { scoreStepSettings } from "./score_steps.ts";
import { scoreStepsOnMaps } from "./score_steps_on_maps.ts";

const steps = [
  { name: "empty_below_score", threshold: 0.4 },
  { name: "multiply_class_score" },
  { name: "threshold", threshold: 0.5 },
] as const;
const metric = { name: "dice", policy: "siim" } as const;

/** Two pixels of .9 and .6, of which the first is labelled. */
async function source() {
  const map = `${await Deno.makeTempDir()}/a.png`;
  const size = { width: 2, height: 1 };
  await writeProbabilityMap(map, { data: Float32Array.of(0.9, 0.6), ...size });
  return { map, truth: encodeCoco({ data: Uint8Array.of(1, 0), ...size }) };
}

Deno.test("scoreStepsOnMaps() gives each map's own scores to the steps, in threads too", async () => {
  const one = await source();
  const maps = [0.3, 0.7, 1].map((classScore) => ({
    ...one,
    context: { classScore },
  }));
  for (const workers of [0, 1]) {
    assert.deepEqual(
      await scoreStepsOnMaps({ maps, steps, metric, workers }),
      // Emptied; 0.63 and 0.42; both.
      [[2 / 3, 0, 0, 0], [2 / 3, 2 / 3, 1, 1], [2 / 3, 2 / 3, 2 / 3, 2 / 3]],
    );
  }
  await assert.rejects(
    scoreStepsOnMaps({ maps: [one], steps, metric, workers: 0 }),
    /the score must be in \[0, 1\]/,
  );
});

Deno.test("scoreStepSettings() gives the image's scores to every setting", async () => {
  const scores = await scoreStepSettings({
    settings: [{ "0.threshold": 0.7 }, { "0.threshold": 0.8 }, { "1": false }],
    source: { ...await source(), context: { classScore: 0.7 } },
    shared: { before: [], steps, metric },
  });
  assert.deepEqual(scores, [1, 0, 2 / 3]);
});
