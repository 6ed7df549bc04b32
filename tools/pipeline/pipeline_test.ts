import assert from "node:assert/strict";
import { pathExists } from "../../lib/core/mod.ts";
import { closeBrowser } from "../../lib/browser/mod.ts";
import { checkPage, screenshotReport } from "../../lib/report/mod.ts";
import { projectRoot, runFolder } from "../../lib/run/mod.ts";
import { readScores } from "../../lib/stages/mod.ts";
import {
  type CellOutput,
  codeCells,
  readNotebook,
} from "../notebooks/notebook_file.ts";
import { hashRun, killTree, runPipeline, startPipeline } from "./test_runs.ts";

const shared = Deno.env.get("SEGBOOK_SHARED_DATA") ??
  `${projectRoot}/../shared/data`;
const pairs = `${shared}/wsss4luad`;
const noPairs = !await pathExists(pairs);

/** Code cells of an executed notebook, and how many were run or failed. */
async function cellsOf(path: string) {
  const cells = codeCells(await readNotebook(path));
  const failed = (output: CellOutput) => output.output_type === "error";
  return {
    cells: cells.length,
    run: cells.filter((cell) => cell.executionCount !== null).length,
    failed: cells.filter((cell) => cell.outputs.some(failed)).length,
  };
}

Deno.test("pipeline makes report and submission, the same bits after a kill -9", async () => {
  const folder = await Deno.makeTempDir();
  const [whole, killed] = [`${folder}/whole`, `${folder}/killed`];
  try {
    const first = await runPipeline("--smoke", "--seed", "3", "--out", whole);
    assert.equal(first.code, 0, first.output);
    assert.match(
      first.output,
      /submission\s+\S*submission\.zip \(4 masks, valid\)/,
    );
    assert.match(first.output, /mean Dice\s+0\.\d{4} out-of-fold/);

    const scores = await readScores({ folder: runFolder(whole) });
    assert.equal(scores.submission.valid, true);
    assert.equal(scores.meanDiceByFold.length, 2);
    for (
      const name of [
        "01_eda",
        "02_folds",
        "03_augmentation",
        "04_training",
        "05_threshold_search",
        "06_submission",
      ]
    ) {
      const { cells, run, failed } = await cellsOf(
        `${whole}/notebooks/${name}.ipynb`,
      );
      assert.ok(cells > 3, name);
      assert.deepEqual([run, failed], [cells, 0], name);
    }

    const page = await checkPage(`${whole}/report.html`);
    assert.deepEqual(page.consoleErrors, []);
    assert.deepEqual(page.requests, []);
    assert.deepEqual(page.deadLinks, []);
    assert.ok(page.figures >= 15, `${page.figures} figures`);
    assert.equal(page.drawn, page.figures);
    await screenshotReport(
      `${whole}/report.html`,
      `${projectRoot}/outputs/screenshots`,
    );
    const pdf = await Deno.readFile(`${whole}/report.pdf`);
    assert.equal(new TextDecoder().decode(pdf.subarray(0, 5)), "%PDF-");

    const child = startPipeline(["--smoke", "--seed", "3", "--out", killed]);
    const checkpoint = `${killed}/training/fold_0/last.safetensors`;
    for (let tries = 0; !await pathExists(checkpoint); tries++) {
      assert.ok(tries < 2400, "the training does not begin");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await killTree(child.pid);
    await child.status;
    assert.equal(await pathExists(`${killed}/scores.json`), false);

    const resumed = await runPipeline("--resume", "--out", killed);
    assert.equal(resumed.code, 0, resumed.output);
    assert.match(resumed.output, /01_eda: done before/);
    assert.deepEqual(await hashRun(killed), await hashRun(whole));

    const again = await runPipeline("--smoke", "--out", whole);
    assert.equal(again.code, 1);
    assert.match(again.output, /already holds one[\s\S]*--resume/);
  } finally {
    await closeBrowser();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name:
    "pipeline runs on real pairs, and a bad file ends it or is left out on request",
  ignore: noPairs,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      for (const kind of ["images", "masks"]) {
        await Deno.mkdir(`${folder}/data/${kind}`, { recursive: true });
        const from = `${pairs}/${kind}/testing`;
        const names = [...Deno.readDirSync(from)].map(({ name }) => name)
          .sort();
        for (const name of names.slice(0, 12)) {
          await Deno.copyFile(
            `${from}/${name}`,
            `${folder}/data/${kind}/${name}`,
          );
        }
      }
      const [victim] = [...Deno.readDirSync(`${folder}/data/images`)].map((
        { name },
      ) => name).sort();
      const broken = `${folder}/data/images/${victim}`;
      const bytes = await Deno.readFile(broken);
      await Deno.writeFile(broken, bytes.subarray(0, bytes.length >> 1));

      const options = [
        "--smoke",
        "--data",
        `${folder}/data`,
        "--foreground",
        "0",
      ];
      const failed = await runPipeline(...options, "--out", `${folder}/failed`);
      assert.equal(failed.code, 1, failed.output);
      assert.match(failed.output, /01_eda\.ipynb, cell \d+/);
      assert.ok(failed.output.includes(broken), failed.output);
      assert.match(failed.output, /--skip-bad|Remedy/);
      assert.equal(
        await pathExists(`${folder}/failed/notebooks/01_eda.ipynb`),
        true,
      );

      const passed = await runPipeline(
        ...options,
        "--skip-bad",
        "--out",
        `${folder}/passed`,
      );
      assert.equal(passed.code, 0, passed.output);
      const executed = await Deno.readTextFile(
        `${folder}/passed/notebooks/01_eda.ipynb`,
      );
      assert.ok(
        executed.includes(victim!),
        "the file that was left out is listed",
      );
      assert.match(passed.output, /masks, valid/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("pipeline refuses options that contradict each other before anything is done", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const cases: [string[], RegExp][] = [
      [["--foreground", "0"], /need --data/],
      [["--resume", "--seed", "2"], /keeps the options of its start.*--seed/],
      [["--resume", "--out", `${folder}/none`], /there is none in/],
      [["--notebooks", "07"], /numbers among 01,02,03,04,05,06/],
      [["--data", folder], /Cannot|look/],
    ];
    for (const [args, message] of cases) {
      const { code, output } = await runPipeline(...args);
      assert.equal(code, 1, args.join(" "));
      assert.match(output, message);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
