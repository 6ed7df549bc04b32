import { stripVTControlCharacters } from "node:util";
import { PINNED_DENO, PROJECT_ROOT } from "./project.ts";
import type { Cell } from "./notebook_file.ts";
import { type SourcePlace, sourcePlace } from "./source_map.ts";

/** Where and why a notebook stopped. */
export interface NotebookFault {
  /** Path of the notebook, as messages show it. */
  readonly notebook: string;
  /** Number of the code cell, from 1, as JupyterLab shows it in brackets; 0 where no cell was running. */
  readonly cell: number;
  /** Line in the cell, from 1, where it is known. */
  readonly line?: number;
  /** `error`: the cell threw. `died`: the kernel's process ended. The rest is said by their names. */
  readonly kind: "error" | "died" | "interrupted" | "timeout";
  /** What went wrong, without place. */
  readonly reason: string;
}

/**
 * A notebook that did not run to its end; what was executed is kept in the target file.
 *
 * @example
 * ```ts
 * import { NotebookError } from "./notebook_error.ts";
 *
 * const error = new NotebookError({ notebook: "a.ipynb", cell: 7, line: 3, kind: "error", reason: "TypeError: no" });
 * if (error.message !== "a.ipynb, cell 7, line 3: TypeError: no") throw new Error(error.message);
 * ```
 */
export class NotebookError extends Error implements NotebookFault {
  override readonly name = "NotebookError";
  readonly notebook: string;
  readonly cell: number;
  readonly line?: number;
  readonly kind: NotebookFault["kind"];
  readonly reason: string;

  constructor(fault: NotebookFault) {
    const { notebook, cell, line, kind, reason } = fault;
    const place = [
      notebook,
      cell > 0 && `cell ${cell}`,
      line && `line ${line}`,
    ];
    super(`${place.filter(Boolean).join(", ")}: ${reason}`);
    this.notebook = notebook;
    this.cell = cell;
    if (line !== undefined) this.line = line;
    this.kind = kind;
    this.reason = reason;
  }
}

/** What the kernel says of an error. */
export interface KernelError {
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}

/** What Deno puts before a cell's first line; columns count from its start. */
const PREFIX = "'use strict'; void 0;";

/** Compiles as the kernel does, to learn which line of the cell a line of the compiled code comes from. */
async function mapPlace(
  source: string,
  place: SourcePlace,
): Promise<SourcePlace | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/cell.ts`, source);
    const { stdout } = await new Deno.Command(PINNED_DENO, {
      args: [
        "transpile",
        "--quiet",
        "--source-map",
        "inline",
        `${folder}/cell.ts`,
      ],
      env: { NO_COLOR: "1" },
      stderr: "null",
    }).output();
    const encoded = /sourceMappingURL=data:[^,]*,(\S+)/.exec(
      new TextDecoder().decode(stdout),
    )?.[1];
    if (!encoded) return undefined;
    const { mappings } = JSON.parse(atob(encoded)) as { mappings: string };
    const column = place.line === 1
      ? Math.max(place.column - PREFIX.length, 1)
      : place.column;
    return sourcePlace(mappings, place.line, column);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function place(match: RegExpExecArray | null): SourcePlace | undefined {
  return match
    ? { line: Number(match[1]), column: Number(match[2]) }
    : undefined;
}

/** Frames of the project's own files, shortest form, innermost first. */
function projectFrames(traceback: string): string[] {
  const frames = [
    ...traceback.matchAll(/^\s+at (.*file:\/\/\S+:\d+:\d+\)?)$/gm),
  ];
  return frames.map((frame) => frame[1] ?? "")
    .filter((frame) => !frame.includes("node_modules"))
    .map((frame) => frame.replace(`file://${PROJECT_ROOT}/`, ""))
    .slice(0, 3);
}

/**
 * Says where in the notebook's own text an error arose.
 *
 * @param notebook Path of the notebook, as messages show it.
 * @param cell The cell that was running.
 * @param error What the kernel reported; its lines count in the compiled code.
 *
 * @example
 * ```ts
 * import { notebookError } from "./notebook_error.ts";
 *
 * const cell = { kind: "code", index: 0, number: 1, source: "1;\n\nnope();", outputs: [], executionCount: 1 } as const;
 * const traceback = ["ReferenceError: nope is not defined", "    at <anonymous>:2:1"]; // blank lines are not compiled
 * const error = await notebookError("a.ipynb", cell, { name: "ReferenceError", message: "nope is not defined", traceback });
 * if (error.line !== 3) throw new Error(error.message);
 * ```
 */
export async function notebookError(
  notebook: string,
  cell: Cell,
  error: KernelError,
): Promise<NotebookError> {
  const traceback = stripVTControlCharacters(error.traceback.join("\n"));
  const message = stripVTControlCharacters(error.message);
  // The parser counts in the cell's text already; a frame at run time counts in the compiled code. The outermost
  // anonymous frame is the cell itself, those within may be functions of earlier cells.
  const parsed = place(/repl\.tsx:(\d+):(\d+)/.exec(message));
  const thrown = place(
    /<anonymous>:(\d+):(\d+)(?![\s\S]*<anonymous>:\d+:\d+)/.exec(traceback),
  );
  const found = parsed ?? (thrown && await mapPlace(cell.source, thrown));
  const reason = message.startsWith(error.name) ||
      /^(Unknown error|Background)/.test(error.name)
    ? message
    : `${error.name}: ${message}`;
  const line = found && cell.source.split("\n")[found.line - 1]?.trim();
  const details = [
    reason,
    ...(line ? [`    ${line}`] : []),
    ...projectFrames(traceback).map((frame) => `    at ${frame}`),
  ];
  return new NotebookError({
    notebook,
    cell: cell.number,
    ...(found ? { line: found.line } : {}),
    kind: "error",
    reason: details.join("\n"),
  });
}
