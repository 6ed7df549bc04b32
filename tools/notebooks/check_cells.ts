import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { joinCells, type JoinedCells } from "./join_cells.ts";
import { codeCells, type Notebook, readNotebook } from "./notebook_file.ts";
import { KERNEL_NAME, PINNED_DENO, PROJECT_ROOT } from "./project.ts";

/** Something in a notebook that must be mended. */
export interface Problem {
  /** Path of the notebook, relative to the project where it is inside. */
  readonly notebook: string;
  /** Number of the code cell, from 1, as JupyterLab shows it in brackets after a run; 0 for the whole notebook. */
  readonly cell: number;
  /** Line in the cell, from 1; 0 for the whole cell. */
  readonly line: number;
  /** What is wrong. */
  readonly message: string;
}

/** Lines of one cell at most; what is longer belongs into the library. */
const LONGEST_CELL = 25;
/** Lines of one function in a cell at most. */
const LONGEST_FUNCTION = 8;

/** A notebook with its code written out beside it. */
interface Checked {
  readonly notebook: Notebook;
  readonly shown: string;
  readonly joined: JoinedCells;
  readonly file: string;
}

/** All notebooks of the project. */
async function projectNotebooks(): Promise<string[]> {
  const folder = `${PROJECT_ROOT}/notebooks`;
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".ipynb")) names.push(`${folder}/${name}`);
  }
  return names.sort();
}

/**
 * Checks notebooks as source code: types, lint, format, names declared twice, length of cells, no outputs.
 *
 * For the type check the cells are joined into a module beside the notebook, so that its imports mean the same; the
 * module is removed afterwards.
 *
 * @param paths Notebooks. @default {those of the project}
 * @returns What must be mended, in the order of the notebooks; empty where all is well.
 * @throws {InputError} Where a file is no notebook.
 *
 * @example
 * ```ts
 * import { checkNotebooks, formatProblem } from "./check_cells.ts";
 *
 * const cells = [{ cell_type: "code", id: "a", metadata: {}, outputs: [], execution_count: null,
 *   source: 'const a: number = "one";\na;' }];
 * const metadata = { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } };
 * const path = `${await Deno.makeTempDir()}/a.ipynb`;
 * await Deno.writeTextFile(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
 * const [problem] = (await checkNotebooks([path])).filter((p) => p.line > 0);
 * if (!problem || !formatProblem(problem).includes("a.ipynb, cell 1, line 1: Type 'string'")) throw new Error();
 * ```
 */
export async function checkNotebooks(
  paths?: readonly string[],
): Promise<Problem[]> {
  const all: Checked[] = [];
  for (const path of paths ?? await projectNotebooks()) {
    const notebook = await readNotebook(path);
    const file = `${dirname(resolve(path))}/.cells_${Deno.pid}_${all.length}_${
      basename(path, ".ipynb")
    }.ts`;
    const shown = resolve(path).replace(`${PROJECT_ROOT}/`, "");
    all.push({ notebook, shown, joined: joinCells(notebook), file });
  }
  if (all.length === 0) return [];
  const problems = all.flatMap((checked) => [
    ...sourceProblems(checked),
    ...lengthProblems(checked),
  ]);
  problems.push(...await formatProblems(all));
  try {
    for (const { file, joined } of all) {
      await Deno.writeTextFile(file, joined.text);
    }
    problems.push(...await typeProblems(all), ...await lintProblems(all));
  } finally {
    for (const { file } of all) await Deno.remove(file).catch(() => {});
  }
  const order = new Map(all.map(({ shown }, i) => [shown, i]));
  return problems.sort((a, b) =>
    order.get(a.notebook)! - order.get(b.notebook)! || a.cell - b.cell ||
    a.line - b.line
  );
}

/**
 * A problem as one line: "notebooks/04_training.ipynb, cell 7, line 3: message".
 *
 * @example
 * See {@linkcode checkNotebooks}.
 */
export function formatProblem(problem: Problem): string {
  const { notebook, cell, line, message } = problem;
  const place = [
    notebook,
    cell > 0 && `cell ${cell}`,
    line > 0 && `line ${line}`,
  ];
  return `${place.filter(Boolean).join(", ")}: ${message}`;
}

/** What must not be in a notebook that is kept as source. */
function sourceProblems({ notebook, shown }: Checked): Problem[] {
  const problems: Problem[] = [];
  const add = (cell: number, message: string) =>
    problems.push({ notebook: shown, cell, line: 0, message });
  if (notebook.kernel !== KERNEL_NAME) {
    add(
      0,
      `Kernel must be "${KERNEL_NAME}", current value is "${notebook.kernel}"`,
    );
  }
  if (notebook.language !== "typescript") {
    // Without it `deno fmt` passes the cells over.
    add(
      0,
      `Metadata must have language_info.name "typescript", current value is "${notebook.language}"`,
    );
  }
  for (const cell of notebook.cells.filter(({ kind }) => kind === "code")) {
    if (cell.number === 0) {
      add(0, `Code cell ${cell.index + 1} of all cells is blank: remove it`);
    }
    if (cell.outputs.length > 0 || cell.executionCount !== null) {
      add(
        cell.number,
        "Outputs and execution counts must be cleared in source notebooks",
      );
    }
  }
  return problems;
}

function lengthProblems({ notebook, shown }: Checked): Problem[] {
  const problems: Problem[] = [];
  for (const { number: cell, source } of codeCells(notebook)) {
    const add = (line: number, message: string) =>
      problems.push({ notebook: shown, cell, line, message });
    const lines = source.split("\n");
    if (lines.length > LONGEST_CELL) {
      add(
        0,
        `A cell must have at most ${LONGEST_CELL} lines, current value is ${lines.length}`,
      );
    }
    lines.forEach((text, start) => {
      // In formatted code what begins at the margin ends with a brace at the margin.
      if (
        !/^(async )?function\b|^const \w+ = (async )?(\(|function\b).*\{$/.test(
          text,
        )
      ) return;
      const length = lines.slice(start).findIndex((line) =>
        line.startsWith("}")
      ) + 1;
      if (length > LONGEST_FUNCTION) {
        add(
          start + 1,
          `A function in a cell must have at most ${LONGEST_FUNCTION} lines, current value is ${length}`,
        );
      }
    });
  }
  return problems;
}

async function deno(
  args: readonly string[],
): Promise<{ success: boolean; text: string; errors: string }> {
  const { success, stdout, stderr } = await new Deno.Command(PINNED_DENO, {
    args: [...args],
    cwd: PROJECT_ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) =>
    stripVTControlCharacters(new TextDecoder().decode(bytes));
  return { success, text: decode(stdout), errors: decode(stderr) };
}

/** What `deno fmt` makes of a notebook. `deno fmt --check` (2.8.1) calls every notebook unformatted. */
async function formatted(path: string): Promise<string> {
  const child = new Deno.Command(PINNED_DENO, {
    args: ["fmt", "--quiet", "--ext=ipynb", "-"],
    cwd: PROJECT_ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const file = await Deno.open(path);
  const [{ stdout }] = await Promise.all([
    child.output(),
    file.readable.pipeTo(child.stdin),
  ]);
  return new TextDecoder().decode(stdout);
}

async function formatProblems(all: readonly Checked[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { notebook, shown } of all) {
    const text = await Deno.readTextFile(notebook.path);
    if (await formatted(notebook.path) === text) continue;
    problems.push({
      notebook: shown,
      cell: 0,
      line: 0,
      message: `Not formatted: run deno fmt ${shown}`,
    });
  }
  return problems;
}

/** Which notebook, cell and line a place in a written-out module is. */
function locate(
  all: readonly Checked[],
  url: string,
  line: number,
): Omit<Problem, "message"> | undefined {
  const checked = all.find(({ file }) => file === fileURLToPath(url));
  const place = checked?.joined.place(line);
  return checked && place &&
    { notebook: checked.shown, cell: place.cell.number, line: place.line };
}

async function typeProblems(all: readonly Checked[]): Promise<Problem[]> {
  const { success, errors } = await deno([
    "check",
    ...all.map(({ file }) => file),
  ]);
  if (success) return [];
  const problems: Problem[] = [];
  // "TS2322 [ERROR]: message, quoted source, at file:line:column", or "error: message at file:line:column".
  for (
    const match of errors.matchAll(
      /^(?:TS\d+ \[ERROR\]|error): ([\s\S]*?)\n?\s+at (file:\S+):(\d+):\d+$/gm,
    )
  ) {
    const [, message = "", url = "", line = ""] = match;
    const place = locate(all, url, Number(line));
    if (place) {
      problems.push({ ...place, message: message.split("\n")[0] ?? "" });
    }
  }
  if (problems.length === 0) {
    // An error in a file that a cell imports, or one that names no place.
    problems.push({
      notebook: all[0]!.shown,
      cell: 0,
      line: 0,
      message: `Type check failed:\n${errors}`,
    });
  }
  return problems;
}

interface LintDiagnostic {
  readonly filename: string;
  readonly range: { readonly start: { readonly line: number } };
  readonly message: string;
  readonly code: string;
}

async function lintProblems(all: readonly Checked[]): Promise<Problem[]> {
  const { text } = await deno([
    "lint",
    "--json",
    ...all.map(({ file }) => file),
  ]);
  const { diagnostics } = JSON.parse(text) as { diagnostics: LintDiagnostic[] };
  return diagnostics.flatMap(({ filename, range, message, code }) => {
    const place = locate(all, filename, range.start.line);
    return place ? [{ ...place, message: `${message} (${code})` }] : [];
  });
}
