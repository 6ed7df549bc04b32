import assert from "node:assert/strict";
import { writeJsonAtomic } from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import { writeProbabilityMap } from "../imaging/mod.ts";
import { overlayComparison } from "../plots/mod.ts";
import { unetBaseline } from "../recipes/mod.ts";
import { createRun, newRunConfig } from "../run/mod.ts";
import { classScoresPath, outOfFoldPath } from "../stages/mod.ts";
import { exampleSearch } from "./example_values.ts";
import { caseGallery } from "./search_cases.ts";

const size = { width: 4, height: 3 };

Deno.test("caseGallery() draws the masks that the images' scores leave", async () => {
  const steps = [
    { name: "empty_below_score", threshold: 0.4 },
    { name: "threshold", threshold: 0.5 },
  ] as const;
  const recipe = {
    ...unetBaseline,
    model: { encoder: "resnet34", decoder: "unet", classificationHead: {} },
    search: { method: "steps" },
    postprocess: steps,
  } as const;
  const folder = await Deno.makeTempDir();
  const run = await createRun(newRunConfig({ recipe }), `${folder}/run`);
  const entry = { fold: 0, checkpoint: "c", flips: ["none"], data: "d" };
  await writeJsonAtomic(`${run.folder.outOfFold}/index.json`, {
    version: 1,
    folds: [{ ...entry, ids: ["empty", "full"] }],
  });
  await writeJsonAtomic(classScoresPath(run, 0), {
    version: 1,
    ...entry,
    scores: { empty: 0.3, full: 0.5 },
  });
  const image = { data: new Uint8Array(36), channels: 3 as const, ...size };
  const none = { data: new Uint8Array(12), ...size };
  const all = { data: new Uint8Array(12).fill(1), ...size };
  const labels = new Map([["empty", none], ["full", all]]);
  for (const id of labels.keys()) {
    const map = { data: new Float32Array(12).fill(0.9), ...size };
    await writeProbabilityMap(outOfFoldPath(run, id), map);
  }
  const dataset: Dataset = {
    kind: "mask_pairs",
    name: "two",
    root: folder,
    synthetic: true,
    labelled: [...labels.keys()].map((id) => ({
      id,
      group: id,
      imagePath: id,
    })),
    unlabelled: [],
    submission: "mask_png",
    leftOut: [],
    load: (record) =>
      Promise.resolve({ ...record, image, mask: labels.get(record.id)! }),
  };
  const search = {
    ...await exampleSearch(),
    steps,
    chosen: 1,
    images: [
      { id: "empty", fold: 0, before: 0, after: 1, prefix: [], worth: [] },
      { id: "full", fold: 0, before: 1, after: 1, prefix: [], worth: [] },
    ],
  };
  const { worst, won } = await caseGallery(run, dataset, search, 2);
  const drawn = [[all, none], [all, all]];
  const pictures = drawn.flatMap(([before, after], i) => {
    const truth = [...labels.values()][i]!;
    return [before!, after!].map((mask) =>
      overlayComparison(image, truth, mask)
    );
  });
  assert.deepEqual(worst.map(({ picture }) => picture), pictures);
  assert.deepEqual(won.map(({ picture }) => picture), pictures.slice(0, 2));
  await Deno.remove(folder, { recursive: true });
});
