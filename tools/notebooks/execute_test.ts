import assert from "node:assert/strict";
import { executeNotebook, type Progress } from "./execute.ts";
import { NotebookError } from "./notebook_error.ts";
import { printed, readOutputs, writeTestNotebook } from "./test_notebook.ts";

/** Executes the cells; gives what happened, what was thrown and what was saved. */
async function execute(
  sources: readonly string[],
  options: {
    onCell?: (progress: Progress) => void;
    signal?: AbortSignal;
    timeoutSeconds?: number;
    environment?: Record<string, string>;
  } = {},
) {
  const folder = await Deno.makeTempDir();
  try {
    await writeTestNotebook(`${folder}/a.ipynb`, sources);
    const target = `${folder}/out/a.ipynb`;
    let error: NotebookError | undefined;
    try {
      await executeNotebook({
        source: `${folder}/a.ipynb`,
        target,
        ...options,
      });
    } catch (cause) {
      assert.ok(cause instanceof NotebookError, String(cause));
      error = cause;
    }
    const files = [...Deno.readDirSync(`${folder}/out`)].map(({ name }) =>
      name
    );
    assert.deepEqual(files, ["a.ipynb"]); // nothing is left aside
    return { error, outputs: await readOutputs(target) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function isAlive(pid: number): Promise<boolean> {
  const { success } = await new Deno.Command("kill", {
    args: ["-0", String(pid)],
    stderr: "null",
  }).output();
  return success;
}

/** Waits until a process is gone. */
async function waitForEnd(pid: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (!await isAlive(pid)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`process ${pid} lives on`);
}

Deno.test("executeNotebook() stops at an error, names cell and line, keeps what was executed", async () => {
  const { error, outputs } = await execute([
    'console.log("first");',
    [
      'console.log("before");',
      "",
      "interface Size {",
      "  width: number;",
      "}",
      "",
      "const size: Size = { width: 3 };",
      "",
      "if (size.width > 2) {",
      '  throw new TypeError("too wide");',
      "}",
    ].join("\n"),
    'console.log("never");',
  ]);
  assert.equal(error?.kind, "error");
  assert.equal(error.cell, 2);
  assert.equal(error.line, 10);
  assert.match(error.message, /a\.ipynb, cell 2, line 10: TypeError: too wide/);
  assert.equal(printed(outputs[0]), "first\n");
  assert.equal(printed(outputs[1]), "before\n");
  assert.equal(outputs[1]?.at(-1)?.output_type, "error");
  assert.deepEqual(outputs[2], []);
});

Deno.test("executeNotebook() names the line of a syntax error, and of a call into a function of an earlier cell", async () => {
  const syntax = await execute(["const a = 1;\n\nlet q = ;"]);
  assert.equal(syntax.error?.line, 3);
  const call = await execute([
    "function fail() {\n  throw new RangeError('inside');\n}",
    "\n\n\nawait Promise.resolve();\nfail();",
  ]);
  assert.deepEqual([call.error?.cell, call.error?.line], [2, 5]);
});

Deno.test("executeNotebook() fails where something failed in the background", async () => {
  const { error } = await execute([
    'Promise.reject(new Error("nobody waits"));\nawait new Promise((r) => setTimeout(r, 20));',
    "1",
  ]);
  assert.equal(error?.cell, 1);
  assert.match(error.message, /nobody waits/);
});

Deno.test("executeNotebook() passes printed lines on while the cell runs", async () => {
  const seen: string[] = [];
  let linesBeforeEnd = 0;
  await execute(
    [`console.log("one");\nawait new Promise((r) => setTimeout(r, 300));\nconsole.log("two\\nthree");`],
    {
      onCell(progress) {
        if (progress.kind === "line") seen.push(progress.text);
        if (progress.kind === "cell_end") linesBeforeEnd = seen.length;
      },
    },
  );
  assert.deepEqual(seen, ["one", "two", "three"]);
  assert.equal(linesBeforeEnd, 3);
});

Deno.test("executeNotebook() reports a killed kernel at once, and keeps what was executed", async () => {
  const { error, outputs } = await execute([
    "1 + 1",
    'Deno.kill(Deno.pid, "SIGKILL");\nawait new Promise((r) => setTimeout(r, 60_000));',
    "3",
  ]);
  assert.equal(error?.kind, "died");
  assert.equal(error.cell, 2);
  assert.match(error.message, /the kernel died/);
  assert.equal(outputs[0]?.length, 1);
});

Deno.test("executeNotebook() interrupts the cell when the signal is aborted, and leaves no kernel behind", async () => {
  const controller = new AbortController();
  let kernel = 0;
  const { error, outputs } = await execute(
    [
      `import { listenForInterrupts } from "../lib/notebook/mod.ts";\nconst { signal } = listenForInterrupts();`,
      `console.log(Deno.pid);\nfor (let i = 0; i < 600 && !signal.aborted; i++) await new Promise((r) => setTimeout(r, 50));\nconsole.log("checkpoint written");`,
      "3",
    ],
    {
      signal: controller.signal,
      onCell(progress) {
        if (progress.kind !== "line" || kernel) return;
        kernel = Number(progress.text);
        controller.abort();
      },
    },
  );
  assert.equal(error?.kind, "interrupted");
  assert.equal(error.cell, 2);
  assert.match(printed(outputs[1]), /checkpoint written/);
  assert.deepEqual(outputs[2], []);
  assert.ok(kernel > 0);
  await waitForEnd(kernel);
});

Deno.test("executeNotebook() ends a cell that takes too long", async () => {
  const { error } = await execute([
    "await new Promise((r) => setTimeout(r, 60_000));",
  ], {
    timeoutSeconds: 0.5,
  });
  assert.equal(error?.kind, "timeout");
});

Deno.test("executeNotebook() hands the environment to the kernel", async () => {
  const { outputs } = await execute([
    'console.log(Deno.env.get("SEGBOOK_RUN"));',
  ], {
    environment: { SEGBOOK_RUN: "/a/run" },
  });
  assert.equal(printed(outputs[0]), "/a/run\n");
});

Deno.test("executeNotebook() leaves no process behind when it is itself killed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeTestNotebook(`${folder}/a.ipynb`, [
      `console.log("kernel", Deno.pid);\nawait new Promise((r) => setTimeout(r, 60_000));`,
    ]);
    const script = `
      const { executeNotebook } = await import(${
      JSON.stringify(new URL("./execute.ts", import.meta.url).href)
    });
      await executeNotebook({ source: "${folder}/a.ipynb", target: "${folder}/b.ipynb",
        onCell: (p) => p.kind === "line" && console.log(p.text) });`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", script],
      stdout: "piped",
    }).spawn();
    let text = "";
    for await (
      const part of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      text += part;
      if (/kernel \d+\n/.test(text)) child.kill("SIGKILL");
    }
    await child.status;
    await waitForEnd(Number(/kernel (\d+)/.exec(text)?.[1]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
