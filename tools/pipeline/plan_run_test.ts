import assert from "node:assert/strict";
import { encodePng } from "../../lib/imaging/mod.ts";
import { chooseNotebooks } from "./choose_notebooks.ts";
import { planRun } from "./plan_run.ts";

const notebooks = [
  "n/01_eda.ipynb",
  "n/02_folds.ipynb",
  "n/03_augmentation.ipynb",
];

Deno.test("chooseNotebooks() takes numbers in any spelling, once each and in the notebooks' order", () => {
  assert.deepEqual(chooseNotebooks(notebooks, undefined), notebooks);
  assert.deepEqual(chooseNotebooks(notebooks, "3, 01,1"), [
    notebooks[0],
    notebooks[2],
  ]);
  for (const wrong of ["", "4", "01,", "eda", "1.0", "0x1"]) {
    assert.throws(
      () => chooseNotebooks(notebooks, wrong),
      /numbers among 01,02,03/,
      wrong,
    );
  }
});

async function withData(
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const kind of ["images", "masks"]) {
      await Deno.mkdir(`${folder}/data/${kind}`, { recursive: true });
      const mask = { data: new Uint8Array(16).fill(1), width: 4, height: 4 };
      await Deno.writeFile(
        `${folder}/data/${kind}/a.png`,
        await encodePng(mask),
      );
    }
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("planRun() completes the options and finds the run again", () =>
  withData(async (folder) => {
    const out = `${folder}/run`;
    const { config } = await planRun({
      data: `${folder}/data`,
      foreground: "255",
      "skip-bad": true,
      folds: 4,
      seed: 9,
      out,
    });
    assert.deepEqual(config.dataOptions, { foreground: "255", skipBad: true });
    assert.deepEqual([config.recipe.folds.count, config.seed], [4, 9]);
    assert.deepEqual((await planRun({ resume: true, out })).config, config);
    assert.deepEqual((await planRun({ notebooks: "05", out })).config, config);
    await assert.rejects(planRun({ resume: true, out, folds: 4 }), /--folds/);
    await assert.rejects(planRun({ notebooks: "05", out, seed: 1 }), /--seed/);
    assert.deepEqual((await planRun({ notebooks: "1,2", out })).config, config);
    await assert.rejects(
      planRun({ out, data: `${folder}/data` }),
      /already holds one/,
    );
  }));

Deno.test("planRun() makes no run where the data cannot be used", () =>
  withData(async (folder) => {
    const out = `${folder}/run`;
    await assert.rejects(planRun({ data: `${folder}/nothing`, out }), /Cannot/);
    await Deno.remove(`${folder}/data/images/a.png`);
    await assert.rejects(planRun({ data: `${folder}/data`, out }), /Cannot/);
    await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
  }));

Deno.test("planRun() makes no run for notebooks that need an earlier one's work", () =>
  withData(async (folder) => {
    const out = `${folder}/run`;
    await assert.rejects(
      planRun({ notebooks: "04,05", out }),
      /there is none in .*run[\s\S]*from notebook 01/,
    );
    await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
    const { folder: made } = await planRun({ notebooks: "2, 01", out });
    assert.equal(made.root, out);
  }));
