import assert from "node:assert/strict";
import { pressStop } from "./press_stop.ts";
import { writeTestNotebook } from "./test_notebook.ts";

const OPENING =
  'import { listenForInterrupts } from "../lib/notebook/mod.ts";\nconst stop = listenForInterrupts();';
const WAIT = "await new Promise((resolve) => setTimeout(resolve, 20));";

async function stopCell(sources: readonly string[], cell: number) {
  const folder = await Deno.makeTempDir();
  try {
    await writeTestNotebook(`${folder}/a.ipynb`, sources);
    return await pressStop({
      notebook: `${folder}/a.ipynb`,
      cell,
      after: "step 3",
      limit: 40,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Numbers of the steps that a cell printed. */
const steps = (text: string) =>
  [...text.matchAll(/step (\d+)/g)].map((m) => Number(m[1]));

Deno.test("stop button ends a cell that awaits, and the kernel lives on", async () => {
  const result = await stopCell([
    OPENING,
    `const { signal } = stop;\nfor (let i = 0; i < 2000 && !signal.aborted; i++) {\n  console.log("step", i);\n  ${WAIT}\n}\nconsole.log("ended", signal.aborted);`,
  ], 2);
  assert.equal(result.status, "ok");
  assert.match(result.text, /ended true/);
  assert.equal(result.next, "2");
});

Deno.test("stop button ends a busy cell after the step it is in", async () => {
  const busy =
    "const end = performance.now() + 300;\n  while (performance.now() < end);";
  const result = await stopCell([
    OPENING,
    `let after = 0;\nfor (let i = 0; i < 200; i++) {\n  ${busy}\n  await new Promise((r) => setTimeout(r, 0));\n  console.log("step", i);\n  if (stop.signal.aborted) break;\n}\nconsole.log("ended");`,
  ], 2);
  assert.equal(result.status, "ok");
  // The step in which it was pressed may end, and one more may have begun before the button was down.
  assert.ok(steps(result.text).at(-1)! <= 6, result.text);
  assert.match(result.text, /ended/);
  assert.equal(result.next, "2");
});

Deno.test("stop button gives later cells a fresh signal, also where the stopped cell threw", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const notebook = `${folder}/a.ipynb`;
    // The cell stops itself as the button would, once with a throw and once without.
    const stopMyself =
      'Deno.kill(Deno.pid, "SIGINT");\nawait new Promise((r) => setTimeout(r, 200));';
    await writeTestNotebook(notebook, [
      OPENING,
      `${stopMyself}\nconsole.log(stop.signal.aborted);`,
      `if (stop.signal.aborted) throw new Error("stale");`,
      `setTimeout(() => Deno.kill(Deno.pid, "SIGINT"), 10);\nconst first = stop.signal;\nawait new Promise((r) => setTimeout(r, 200));\nif (!first.aborted) throw new Error("not stopped");`,
      `if (stop.signal.aborted || stop.signal === first) throw new Error("stale");\nfor (let i = 0; i < 2000; i++) {\n  console.log("step", i);\n  stop.signal.throwIfAborted();\n  ${WAIT}\n}`,
    ]);
    const result = await pressStop({
      notebook,
      cell: 5,
      after: "step 3",
      next: "stop.signal.aborted",
      limit: 40,
    });
    assert.equal(result.status, "error");
    assert.match(result.text, /AbortError: The stop button was pressed/);
    assert.equal(result.next, "false");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
