import assert from "node:assert/strict";
import { checkNotebooks, formatProblem } from "./check_cells.ts";
import { PINNED_DENO } from "./project.ts";
import { writeTestNotebook } from "./test_notebook.ts";

/** Checks a notebook of these cells; gives problems as lines, the notebook's name left out. */
async function check(
  sources: readonly string[],
  change: (text: string) => string = (text) => text,
  formatted = true,
) {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/a.ipynb`;
    await writeTestNotebook(path, sources);
    if (formatted) {
      const args = ["fmt", "--quiet", path];
      await new Deno.Command(PINNED_DENO, { args, stderr: "null" }).output();
    }
    await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
    const problems = await checkNotebooks([path]);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [
      "a.ipynb",
    ]);
    return problems.map((problem) =>
      formatProblem(problem).replace(`${path}`, "").replaceAll(folder, "")
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("checkNotebooks() finds nothing in a sound notebook: awaits at the top, last expressions, shared names", async () => {
  assert.deepEqual(
    await check([
      'import { join } from "node:path";\nconst names = await Promise.resolve(["a", "b"]);',
      "names.map((name) => join(name, name));",
      "[...names].length;",
      "(names.length > 1) ? 1 : 2;",
    ]),
    [],
  );
});

Deno.test("checkNotebooks() names cell and line of type errors, unknown names and imports", async () => {
  assert.deepEqual(
    await check([
      "const size = 3;",
      "// a comment\nconst text: string = size;\nconsole.log(text.nope);",
      'import { something } from "./missing.ts";\nsomething;',
    ]),
    [
      ", cell 2, line 2: Type 'number' is not assignable to type 'string'.",
      ", cell 2, line 3: Property 'nope' does not exist on type 'string'.",
      ", cell 3, line 1: Cannot find module 'file:///missing.ts'.",
    ],
  );
});

Deno.test("checkNotebooks() refuses a name declared in two cells", async () => {
  const problems = await check(["const a = 1;\na;", "const a = 2;\na;"]);
  assert.ok(
    problems.includes(
      ", cell 2, line 1: Cannot redeclare block-scoped variable 'a'.",
    ),
    problems.join("\n"),
  );
});

Deno.test("checkNotebooks() lints, and checks the format", async () => {
  assert.deepEqual(await check(["let a = 1;\na;", "1;"]), [
    ", cell 1, line 1: `a` is never reassigned (prefer-const)",
  ]);
  assert.match(
    (await check(["const  a=1\na"], undefined, false))[0] ?? "",
    /Not formatted: run deno fmt/,
  );
});

Deno.test("checkNotebooks() names the line of a syntax error", async () => {
  const problems = await check(["1;", "const a = 1;\n\nlet q = ;"]);
  assert.ok(
    problems.some((text) => text.startsWith(", cell 2, line 3: ")),
    problems.join("\n"),
  );
});

Deno.test("checkNotebooks() refuses outputs, other kernels, blank and long cells, long functions", async () => {
  const long = Array.from({ length: 26 }, (_, i) => `console.log(${i});`).join(
    "\n",
  );
  const body = Array.from({ length: 7 }, (_, i) => `  console.log(${i});`).join(
    "\n",
  );
  const problems = await check(
    ["1;", "", long, `function show() {\n${body}\n}\nshow();`],
    (text) =>
      text.replace('"execution_count": null', '"execution_count": 4')
        .replace('"name": "deno"', '"name": "python3"'),
  );
  assert.deepEqual(problems, [
    ': Kernel must be "deno", current value is "python3"',
    ": Code cell 2 of all cells is blank: remove it",
    ", cell 1: Outputs and execution counts must be cleared in source notebooks",
    ", cell 2: A cell must have at most 25 lines, current value is 26",
    ", cell 3, line 1: A function in a cell must have at most 8 lines, current value is 9",
  ]);
});

Deno.test("checkNotebooks() wants the language named, without which the formatter passes the cells over", async () => {
  const problems = await check(
    ["const  a=1\na"],
    (text) => text.replace('"name": "typescript"', '"name": ""'),
    false,
  );
  assert.equal(
    problems[0],
    ': Metadata must have language_info.name "typescript", current value is ""',
  );
});
