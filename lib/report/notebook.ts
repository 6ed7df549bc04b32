import { InputError } from "../core/mod.ts";

/** Representations of an output by media type: text, base64, or JSON. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** What a cell gave when it ran. */
export type CellOutput =
  | { readonly kind: "stream"; readonly name: string; readonly text: string }
  | { readonly kind: "display"; readonly data: MimeBundle }
  | {
    readonly kind: "error";
    readonly name: string;
    readonly message: string;
    readonly traceback: string;
  };

/** A cell of an executed notebook. */
export type NotebookCell =
  | {
    readonly kind: "markdown";
    readonly source: string;
    /** Pictures that the text refers to as `attachment:NAME`. */
    readonly attachments: Readonly<Record<string, MimeBundle>>;
  }
  | {
    readonly kind: "code";
    readonly source: string;
    readonly outputs: readonly CellOutput[];
  };

/** An executed notebook. */
export interface Notebook {
  /** File name without folder and ending, as in `01_eda`. */
  readonly name: string;
  /** The cells in order. */
  readonly cells: readonly NotebookCell[];
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** nbformat stores long text as a list of lines. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join("");
  return typeof value === "string" ? value : "";
}

function bundleOf(value: unknown): MimeBundle {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([type, data]) => [
      type,
      isObject(data) ? data : textOf(data),
    ]),
  );
}

function readOutput(value: unknown): CellOutput[] {
  if (!isObject(value)) return [];
  switch (value.output_type) {
    case "stream":
      return [{
        kind: "stream",
        name: textOf(value.name),
        text: textOf(value.text),
      }];
    case "display_data":
    case "execute_result":
    case "update_display_data":
      return [{ kind: "display", data: bundleOf(value.data) }];
    case "error":
      return [{
        kind: "error",
        name: textOf(value.ename),
        message: textOf(value.evalue),
        traceback: Array.isArray(value.traceback)
          ? value.traceback.map(String).join("\n")
          : "",
      }];
    default:
      return [];
  }
}

function readCell(value: unknown): NotebookCell[] {
  if (!isObject(value)) return [];
  const source = textOf(value.source);
  if (value.cell_type === "markdown") {
    const attachments = isObject(value.attachments) ? value.attachments : {};
    return [{
      kind: "markdown",
      source,
      attachments: Object.fromEntries(
        Object.entries(attachments).map(([name, data]) => [
          name,
          bundleOf(data),
        ]),
      ),
    }];
  }
  if (value.cell_type !== "code") return [];
  const outputs = Array.isArray(value.outputs) ? value.outputs : [];
  return [{
    kind: "code",
    source,
    outputs: joinStreams(outputs.flatMap(readOutput)),
  }];
}

/** Pieces of one stream that follow each other are one text. */
function joinStreams(outputs: readonly CellOutput[]): CellOutput[] {
  const joined: CellOutput[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (
      output.kind === "stream" && last?.kind === "stream" &&
      last.name === output.name
    ) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else joined.push(output);
  }
  return joined;
}

/**
 * Reads an executed notebook (nbformat 4). Cells and outputs of unknown kinds are passed over.
 *
 * @param path The `.ipynb` file.
 * @returns Cells with their outputs; long texts joined.
 * @throws {InputError} Where the file is missing or no notebook.
 *
 * @example
 * ```ts
 * import { readNotebook } from "./notebook.ts";
 *
 * const path = `${await Deno.makeTempDir()}/01_eda.ipynb`;
 * await Deno.writeTextFile(path, JSON.stringify({
 *   nbformat: 4,
 *   cells: [{ cell_type: "markdown", source: ["# Look\n", "at the data"] }],
 * }));
 * const { name, cells } = await readNotebook(path);
 * if (name !== "01_eda" || cells[0]?.source !== "# Look\nat the data") throw new Error();
 * ```
 */
export async function readNotebook(path: string): Promise<Notebook> {
  const fail = (reason: string, cause?: unknown) =>
    new InputError(`Cannot read the notebook: ${reason}`, {
      file: path,
      remedy: "Run the pipeline again, or leave this notebook out.",
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (!isObject(value) || value.nbformat !== 4 || !Array.isArray(value.cells)) {
    const version = isObject(value) ? value.nbformat : undefined;
    throw fail(`nbformat must be 4 with cells, current value is ${version}`);
  }
  const file = path.slice(path.lastIndexOf("/") + 1);
  return {
    name: file.replace(/\.ipynb$/, ""),
    cells: value.cells.flatMap(readCell),
  };
}
