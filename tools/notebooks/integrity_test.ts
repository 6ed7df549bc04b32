import assert from "node:assert/strict";
import { executeNotebook } from "./execute.ts";
import {
  readOutputs,
  withBusyCores,
  writeTestNotebook,
} from "./test_notebook.ts";

/** How often the notebook is executed; half of the runs have all cores busy. */
const RUNS = Number(Deno.env.get("SEGBOOK_INTEGRITY_RUNS") ?? 6);

/** One kind of cell: its code, and what must be in the notebook afterwards, as text. */
interface Case {
  readonly code: (cell: number) => string;
  readonly expected: (cell: number) => string[];
}

const stdout = (text: string) => `stdout ${text}`;
const lines = (count: number, make: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${make(i)}\n`).join("");
const display = (bundle: string, options = "raw: true") =>
  `await Deno.jupyter.display(${bundle}, { ${options} });`;

const CASES: readonly Case[] = [
  { // thousands of lines at once
    code: (c) => `for (let i = 0; i < 3000; i++) console.log("c${c} line", i);`,
    expected: (c) => [stdout(lines(3000, (i) => `c${c} line ${i}`))],
  },
  { // printing over time, a result at the end
    code: (c) =>
      `for (let i = 0; i < 8; i++) {\n  console.log("c${c} wait", i);\n  await new Promise((r) => setTimeout(r, 3));\n}\n"c${c} end"`,
    expected: (
      c,
    ) => [stdout(lines(8, (i) => `c${c} wait ${i}`)), `text/plain "c${c} end"`],
  },
  { // hundreds of displays in one turn of the event loop
    code: (c) =>
      `for (let i = 0; i < 400; i++) ${
        display(`{ "text/html": "c${c} item " + i }`)
      }`,
    expected: (c) =>
      Array.from({ length: 400 }, (_, i) => `text/html c${c} item ${i}`),
  },
  { // figures of megabytes, prints between them
    code: (c) =>
      `for (let i = 0; i < 3; i++) {\n  console.log("c${c} before", i);\n  ${
        display(`{ "text/html": "c${c} figure " + i + "x".repeat(2_000_000) }`)
      }\n}\nconsole.error("c${c} error stream");`,
    expected: (c) => [
      ...[0, 1, 2].flatMap((i) => [
        stdout(`c${c} before ${i}\n`),
        `text/html c${c} figure ${i}${"x".repeat(2_000_000)}`,
      ]),
      `stderr c${c} error stream\n`,
    ],
  },
  { // a display that this cell and a later one change
    code: (c) =>
      `${
        display(
          `{ "text/plain": "c${c} start" }`,
          `raw: true, display_id: "d${c}"`,
        )
      }\nfor (let i = 0; i < 50; i++) ${
        display(
          `{ "text/plain": "c${c} state " + i }`,
          `raw: true, update: true, display_id: "d${c}"`,
        )
      }`,
    expected: (c) => [`text/plain c${c} changed by the next`],
  },
  { // changes the display of the cell before
    code: (c) =>
      display(
        `{ "text/plain": "c${c - 1} changed by the next" }`,
        `raw: true, update: true, display_id: "d${c - 1}"`,
      ),
    expected: () => [],
  },
  { // nothing but a result
    code: (c) => `"c${c} result"`,
    expected: (c) => [`text/plain "c${c} result"`],
  },
];

/** Two rounds of all cases. */
const CELLS = Array.from({ length: CASES.length * 2 }, (_, i) => i);
const caseOf = (cell: number) => CASES[cell % CASES.length]!;

async function checkRun(folder: string, run: number): Promise<void> {
  const target = `${folder}/out_${run}.ipynb`;
  await executeNotebook({ source: `${folder}/source.ipynb`, target });
  const outputs = await readOutputs(target);
  for (const cell of CELLS) {
    const found = (outputs[cell] ?? []).map((output) => {
      if (output.output_type === "stream") {
        return `${output.name} ${output.text}`;
      }
      if (output.output_type === "error") return `error ${output.evalue}`;
      return Object.entries(output.data).map((pair) => pair.join(" ")).join();
    });
    const expected = caseOf(cell).expected(cell);
    assert.equal(
      found.length,
      expected.length,
      `run ${run}, cell ${cell}: number of outputs`,
    );
    found.forEach((text, i) =>
      assert.ok(
        text === expected[i],
        `run ${run}, cell ${cell}, output ${i}: ${text.slice(0, 200)}`,
      )
    );
  }
  await Deno.remove(target);
}

Deno.test(`executeNotebook() keeps every output in its cell, ${RUNS} runs, half of them on busy cores`, async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeTestNotebook(
      `${folder}/source.ipynb`,
      CELLS.map((cell) => caseOf(cell).code(cell)),
    );
    const busyRuns = Math.floor(RUNS / 2);
    for (let run = busyRuns; run < RUNS; run++) await checkRun(folder, run);
    await withBusyCores(async () => {
      for (let run = 0; run < busyRuns; run++) await checkRun(folder, run);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
