import { jupyterEnvironment } from "../setup/jupyter_environment.ts";
import { InputError } from "../../lib/core/mod.ts";
import { type Cell, codeCells, readNotebook } from "./notebook_file.ts";
import {
  type KernelError,
  NotebookError,
  notebookError,
} from "./notebook_error.ts";
import {
  KERNEL_NAME,
  KERNELS,
  PROJECT_PYTHON,
  PROJECT_ROOT,
} from "./project.ts";

/** What happens while a notebook runs. */
export type Progress =
  | {
    /** A cell begins. */
    readonly kind: "cell";
    readonly cell: Cell;
    /** Code cells of the notebook. */
    readonly total: number;
  }
  | { readonly kind: "cell_end"; readonly cell: Cell; readonly seconds: number }
  | {
    /** A whole line that the cell printed, without its line feed. */
    readonly kind: "line";
    readonly cell: Cell;
    readonly name: "stdout" | "stderr";
    readonly text: string;
  }
  | {
    /** A display appeared or changed; its plain text. */
    readonly kind: "display" | "update";
    readonly cell: Cell;
    readonly text: string;
  };

/** What to execute, and where it goes. */
export interface ExecuteOptions {
  /** The notebook; it is not changed. */
  readonly source: string;
  /** Where the executed notebook goes; written whole or not at all, every few seconds and at the end. */
  readonly target: string;
  /** Working directory of the kernel, against which imports resolve. @default {"notebooks" of the project} */
  readonly workingDirectory?: string;
  /** Environment variables of the kernel, added to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Longest time of one cell, seconds. @default {Infinity} */
  readonly timeoutSeconds?: number;
  /** Told what happens. */
  readonly onCell?: (progress: Progress) => void;
  /** Interrupts the running cell and stops. */
  readonly signal?: AbortSignal;
}

/** A notebook that ran to its end. */
export interface ExecutionResult {
  /** The executed notebook. */
  readonly target: string;
  /** Whole time, seconds. */
  readonly seconds: number;
  /** Time of each code cell, seconds. */
  readonly cellSeconds: readonly number[];
}

/** A line of execute.py. */
type Event =
  | { event: "done" }
  | { event: "cell"; cell: number }
  | { event: "cell_end"; cell: number; seconds: number }
  | { event: "stream"; cell: number; name: "stdout" | "stderr"; text: string }
  | {
    event: "display_data" | "update_display_data";
    cell: number;
    text: string;
  }
  | { event: "timeout"; cell: number; seconds: number }
  | { event: "interrupted" | "died"; cell: number | null; message?: string }
  | ({ event: "error"; cell: number } & KernelError);

/**
 * Executes a notebook in the pinned Deno kernel.
 *
 * Every output is kept, and in its own cell; an update of a display changes the output it belongs to. On an error, an
 * interrupt or the kernel's death, what was executed is in the target nevertheless, and no process is left behind.
 *
 * @throws {NotebookError} Where a cell threw, was interrupted or took too long, or the kernel died; it names notebook,
 * cell, line and message.
 * @throws {InputError} Where the source is no notebook.
 *
 * @example
 * ```ts
 * import { executeNotebook } from "./execute.ts";
 *
 * const folder = await Deno.makeTempDir();
 * const cells = [{ cell_type: "code", id: "a", metadata: {}, source: "1 + 1", outputs: [], execution_count: null }];
 * await Deno.writeTextFile(
 *   `${folder}/a.ipynb`,
 *   JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }),
 * );
 * const { target } = await executeNotebook({ source: `${folder}/a.ipynb`, target: `${folder}/b.ipynb` });
 * const output = JSON.parse(await Deno.readTextFile(target)).cells[0].outputs[0];
 * if (output.data["text/plain"].toString() !== "2") throw new Error();
 * ```
 */
export async function executeNotebook(
  options: ExecuteOptions,
): Promise<ExecutionResult> {
  const started = performance.now();
  const notebook = await readNotebook(options.source);
  if (codeCells(notebook).length === 0) {
    throw new InputError("Cannot execute the notebook: it has no code cells", {
      file: options.source,
      remedy: "Name a notebook with code.",
    });
  }
  const shown = options.source.replace(`${PROJECT_ROOT}/`, "");
  const cellSeconds: number[] = [];
  const forward = forwarder(
    notebook.cells,
    options.onCell ?? (() => {}),
    cellSeconds,
  );
  const last = await runPython(options, forward);
  const cell = last && "cell" in last && last.cell !== null
    ? notebook.cells[last.cell]
    : undefined;
  const stopped = (kind: "died" | "interrupted" | "timeout", reason: string) =>
    new NotebookError({
      notebook: shown,
      cell: cell?.number ?? 0,
      kind,
      reason,
    });
  switch (last?.event) {
    case "done":
      return {
        target: options.target,
        seconds: (performance.now() - started) / 1000,
        cellSeconds,
      };
    case "error":
      throw await notebookError(shown, cell!, last);
    case "interrupted":
      throw stopped("interrupted", "interrupted; what was executed is kept");
    case "timeout":
      throw stopped("timeout", `the cell took longer than ${last.seconds} s`);
    case "died":
      throw stopped(
        "died",
        `the kernel died; the machine may be out of memory${
          last.message ? `\n${last.message}` : ""
        }`,
      );
    default:
      throw stopped("died", "the notebook's runner ended without a word");
  }
}

/** Turns events into progress; printed text goes on line by line. */
function forwarder(
  cells: readonly Cell[],
  onCell: (progress: Progress) => void,
  cellSeconds: number[],
): (event: Event) => void {
  const total = cells.filter((cell) => cell.number > 0).length;
  const rest = { stdout: "", stderr: "" };
  return (event) => {
    const cell = "cell" in event && event.cell !== null
      ? cells[event.cell]
      : undefined;
    if (!cell) return;
    if (event.event === "cell") onCell({ kind: "cell", cell, total });
    if (event.event === "stream") {
      const lines = (rest[event.name] + event.text).split("\n");
      rest[event.name] = lines.pop() ?? "";
      for (const text of lines) {
        onCell({ kind: "line", cell, name: event.name, text });
      }
    }
    if (
      event.event === "display_data" || event.event === "update_display_data"
    ) {
      const kind = event.event === "display_data" ? "display" : "update";
      onCell({ kind, cell, text: event.text });
    }
    if (event.event !== "cell_end") return;
    for (const name of ["stdout", "stderr"] as const) {
      if (rest[name]) onCell({ kind: "line", cell, name, text: rest[name] });
      rest[name] = "";
    }
    cellSeconds.push(event.seconds);
    onCell({ kind: "cell_end", cell, seconds: event.seconds });
  };
}

/** Runs execute.py; signals to this process and an abort interrupt the notebook's cell. */
async function runPython(
  options: ExecuteOptions,
  onEvent: (event: Event) => void,
): Promise<Event | undefined> {
  const child = new Deno.Command(PROJECT_PYTHON, {
    args: [new URL("./execute.py", import.meta.url).pathname],
    env: jupyterEnvironment(PROJECT_ROOT),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const interrupt = () => {
    try {
      child.kill("SIGINT");
    } catch {
      // It has just ended by itself.
    }
  };
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  options.signal?.addEventListener("abort", interrupt);
  const input = child.stdin.getWriter();
  try {
    await input.write(new TextEncoder().encode(pythonConfig(options) + "\n"));
    if (options.signal?.aborted) interrupt();
    let last: Event | undefined;
    const lines = child.stdout.pipeThrough(new TextDecoderStream());
    let rest = "";
    for await (const text of lines) {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        last = JSON.parse(part) as Event;
        onEvent(last);
      }
    }
    await child.status;
    return last;
  } finally {
    // Its end of input tells Python that nobody waits any more.
    await input.close().catch(() => {});
    await child.status;
    Deno.removeSignalListener("SIGINT", interrupt);
    Deno.removeSignalListener("SIGTERM", interrupt);
    options.signal?.removeEventListener("abort", interrupt);
  }
}

function pythonConfig(options: ExecuteOptions): string {
  const absolute = (path: string) =>
    path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  return JSON.stringify({
    source: absolute(options.source),
    target: absolute(options.target),
    working_directory: absolute(
      options.workingDirectory ?? `${PROJECT_ROOT}/notebooks`,
    ),
    environment: options.environment ?? {},
    timeout_seconds: options.timeoutSeconds ?? null,
    kernel: KERNEL_NAME,
    kernels: KERNELS,
    guard: new URL("../../lib/notebook/output_guard.ts", import.meta.url).href,
  });
}
