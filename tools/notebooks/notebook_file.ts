import { InputError } from "../../lib/core/mod.ts";

/** One output of a code cell, as the file holds it. */
export type CellOutput =
  | {
    readonly output_type: "stream";
    readonly name: "stdout" | "stderr";
    readonly text: string;
  }
  | {
    readonly output_type: "display_data" | "execute_result";
    readonly data: Readonly<Record<string, unknown>>;
    readonly metadata: Readonly<Record<string, unknown>>;
  }
  | {
    readonly output_type: "error";
    readonly ename: string;
    readonly evalue: string;
    readonly traceback: readonly string[];
  };

/** One cell of a notebook. */
export interface Cell {
  /** Markdown is prose; raw cells are left alone. */
  readonly kind: "code" | "markdown" | "raw";
  /** Place among all cells, from 0. */
  readonly index: number;
  /**
   * Place among the code cells that are not blank, from 1; what JupyterLab shows in brackets after a run.
   * 0 for every other cell.
   */
  readonly number: number;
  /** The text. */
  readonly source: string;
  /** Outputs; empty where the cell was not run. */
  readonly outputs: readonly CellOutput[];
  /** When it was run, or `null`. */
  readonly executionCount: number | null;
}

/** A notebook's file, read. */
export interface Notebook {
  /** The file it came from. */
  readonly path: string;
  /** Name of the kernel it asks for; empty where it asks for none. */
  readonly kernel: string;
  /** Language of the code cells; empty where it is not named. */
  readonly language: string;
  /** All cells in order. */
  readonly cells: readonly Cell[];
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Notebooks hold text as one string or as a list of lines. */
function text(value: unknown): string {
  return Array.isArray(value) ? value.join("") : String(value ?? "");
}

function readOutput(value: Json): CellOutput {
  if (value["output_type"] === "stream") {
    return { ...value, text: text(value["text"]) } as unknown as CellOutput;
  }
  if (!isObject(value["data"])) return value as unknown as CellOutput;
  const data = Object.fromEntries(
    Object.entries(value["data"]).map(([type, content]) => [
      type,
      type.startsWith("text/") || type.startsWith("image/")
        ? text(content)
        : content,
    ]),
  );
  return { ...value, data } as unknown as CellOutput;
}

/**
 * Reads a notebook.
 *
 * @param path An .ipynb file, format 4.
 * @throws {InputError} Where the file is missing, is no JSON or no notebook of format 4.
 *
 * @example
 * ```ts
 * import { readNotebook } from "./notebook_file.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.ipynb`;
 * const cells = [{ cell_type: "code", source: ["1 +\n", "1"], outputs: [], execution_count: null }];
 * await Deno.writeTextFile(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
 * if ((await readNotebook(path)).cells[0]?.source !== "1 +\n1") throw new Error();
 * ```
 */
export async function readNotebook(path: string): Promise<Notebook> {
  const refuse = (reason: string, cause?: unknown) =>
    new InputError(`Cannot read the notebook: ${reason}`, {
      file: path,
      remedy:
        "Open it in JupyterLab and save it again, or restore it from git.",
      cause,
    });
  let json: unknown;
  try {
    json = JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    throw refuse(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (
    !isObject(json) || json["nbformat"] !== 4 || !Array.isArray(json["cells"])
  ) {
    throw refuse("it must be a notebook of format 4");
  }
  let count = 0;
  const cells = json["cells"].filter(isObject).map((cell, index): Cell => {
    const source = text(cell["source"]);
    const isCode = cell["cell_type"] === "code";
    return {
      kind: isCode
        ? "code"
        : cell["cell_type"] === "markdown"
        ? "markdown"
        : "raw",
      index,
      number: isCode && source.trim() ? ++count : 0,
      source,
      outputs: Array.isArray(cell["outputs"])
        ? cell["outputs"].filter(isObject).map(readOutput)
        : [],
      executionCount: typeof cell["execution_count"] === "number"
        ? cell["execution_count"]
        : null,
    };
  });
  const metadata = isObject(json["metadata"]) ? json["metadata"] : {};
  const spec = isObject(metadata["kernelspec"]) ? metadata["kernelspec"] : {};
  const language = isObject(metadata["language_info"])
    ? metadata["language_info"]
    : {};
  return {
    path,
    kernel: text(spec["name"]),
    language: text(language["name"]),
    cells,
  };
}

/**
 * The code cells that are not blank, in order.
 *
 * @example
 * ```ts
 * import { codeCells } from "./notebook_file.ts";
 *
 * if (codeCells({ path: "a.ipynb", kernel: "deno", language: "typescript", cells: [] }).length !== 0) throw new Error();
 * ```
 */
export function codeCells(notebook: Notebook): readonly Cell[] {
  return notebook.cells.filter((cell) => cell.number > 0);
}
