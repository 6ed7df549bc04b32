import assert from "node:assert/strict";
import { createRun, newRunConfig, type Run } from "../../lib/run/mod.ts";
import { NotebookError } from "../notebooks/notebook_error.ts";
import { readOutputs, writeTestNotebook } from "../notebooks/test_notebook.ts";
import { executeRun } from "./execute_run.ts";

const never = new AbortController().signal;

/** Appends its name to a file of the run, which tells what was executed. */
const leave = (name: string) =>
  [
    `const run = Deno.env.get("SEGBOOK_RUN");`,
    `if (await Deno.stat(run + "/fails_${name}").then(() => true, () => false)) throw new Error("asked to");`,
    `await Deno.writeTextFile(run + "/executed", "${name} ", { append: true });`,
  ].join("\n");

async function withNotebooks(
  work: (run: Run, notebooks: string[], root: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const log = console.log;
  try {
    const run = await createRun(newRunConfig(), `${folder}/run`);
    const notebooks: string[] = [];
    for (const name of ["01", "02", "03"]) {
      notebooks.push(`${folder}/${name}_a.ipynb`);
      await writeTestNotebook(notebooks.at(-1)!, [leave(name)]);
    }
    console.log = () => {};
    await work(run, notebooks, run.folder.root);
  } finally {
    console.log = log;
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("executeRun() resumes at the first notebook that did not end, and keeps its outputs", () =>
  withNotebooks(async (run, notebooks, root) => {
    const executed = async () =>
      (await Deno.readTextFile(`${root}/executed`)).trim();
    await Deno.writeTextFile(`${root}/fails_02`, "");
    await assert.rejects(
      executeRun(run, notebooks, false, never),
      NotebookError,
    );
    const [outputs] = await readOutputs(`${root}/notebooks/02_a.ipynb`);
    assert.equal(outputs?.[0]?.output_type, "error");
    assert.equal(await executed(), "01");

    await Deno.remove(`${root}/fails_02`);
    const targets = await executeRun(run, notebooks, true, never);
    assert.equal(await executed(), "01 02 03");
    assert.deepEqual(
      targets,
      ["01", "02", "03"].map((name) => `${root}/notebooks/${name}_a.ipynb`),
    );

    // One that is executed again and fails is not finished any more, nor is what reads its work.
    await Deno.writeTextFile(`${root}/fails_02`, "");
    const again = executeRun(run, notebooks.slice(1, 2), false, never);
    await assert.rejects(again, NotebookError);
    await Deno.remove(`${root}/fails_02`);
    await executeRun(run, notebooks, true, never);
    assert.equal(await executed(), "01 02 03 02 03");

    // A report is of the whole run, whichever notebook was asked for.
    assert.deepEqual(
      await executeRun(run, notebooks.slice(2), false, never),
      targets,
    );
    await Deno.writeTextFile(`${root}/pipeline.json`, "{");
    await executeRun(run, notebooks.slice(0, 1), true, never);
    assert.equal(await executed(), "01 02 03 02 03 03 01");
  }));

Deno.test("executeRun() ends where the signal is raised, and leaves the notebook for a resume", () =>
  withNotebooks(async (run, notebooks, root) => {
    const stop = new AbortController();
    await writeTestNotebook(notebooks[1]!, [
      `await Deno.writeTextFile(Deno.env.get("SEGBOOK_RUN") + "/begun", "");`,
      "await new Promise((resolve) => setTimeout(resolve, 60_000));",
    ]);
    const ended = executeRun(run, notebooks, false, stop.signal);
    while (!await Deno.stat(`${root}/begun`).then(() => true, () => false)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    stop.abort();
    await assert.rejects(
      ended,
      (error) => error instanceof NotebookError && error.kind === "interrupted",
    );
    assert.deepEqual(
      JSON.parse(await Deno.readTextFile(`${root}/pipeline.json`)),
      ["01_a.ipynb"],
    );
  }));
