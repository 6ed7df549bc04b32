import assert from "node:assert/strict";
import { projectRoot } from "../../lib/run/mod.ts";
import { trainRun } from "../../lib/stages/mod.ts";
import { tinyRun } from "../../lib/stages/test_run.ts";
import { foldFiles, readTrainingLog } from "../../lib/training/mod.ts";
import { codeCells, readNotebook } from "../notebooks/notebook_file.ts";
import { pressStop } from "../notebooks/press_stop.ts";

Deno.test("stop button ends the training cell with a checkpoint, and the kernel lives on", async () => {
  const tiny = await tinyRun({ epochs: 5000 });
  try {
    const { run } = tiny;
    const notebook = `${projectRoot}/notebooks/04_training.ipynb`;
    const training = codeCells(await readNotebook(notebook))
      .find(({ source }) => source.includes("of trainRun("))!;
    const stopped = await pressStop({
      notebook,
      cell: training.number,
      after: "epoch",
      limit: 120,
      environment: { SEGBOOK_RUN: run.folder.root },
      next: "notebook.signal.aborted",
    });
    assert.equal(stopped.status, "error", stopped.text);
    assert.match(stopped.text, /stop button/);
    assert.equal(stopped.next, "false");

    const { log } = foldFiles(run.folder.fold(0));
    const steps = (await readTrainingLog(log)).filter(({ type }) =>
      type === "step"
    );
    assert.ok(steps.length > 0);
    // The checkpoint was taken where the log ends: the next step goes on from there.
    const stop = new AbortController();
    await assert.rejects(async () => {
      for await (const event of trainRun({ ...tiny, signal: stop.signal })) {
        if (event.type !== "step") continue;
        assert.equal(event.step, steps.length + 1);
        stop.abort(new DOMException("enough", "AbortError"));
      }
    }, { name: "AbortError" });
  } finally {
    await Deno.remove(tiny.folder, { recursive: true });
  }
});
