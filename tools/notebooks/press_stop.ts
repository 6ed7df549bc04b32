import { jupyterEnvironment } from "../setup/jupyter_environment.ts";
import { fileURLToPath } from "node:url";
import { KERNELS, PROJECT_PYTHON, PROJECT_ROOT } from "./project.ts";

/** Which cell is stopped, and when. */
export interface StopOptions {
  /** The notebook; the cells before are run first. */
  readonly notebook: string;
  /** Number of the code cell, from 1. */
  readonly cell: number;
  /** Press once the cell has printed or shown this; otherwise after a second. */
  readonly after?: string;
  /** Working directory of the kernel. @default {"notebooks" of the project} */
  readonly directory?: string;
  /** Longest wait for each cell, seconds. @default {60} */
  readonly limit?: number;
  /** The cell that is run afterwards. @default {"1 + 1"} */
  readonly next?: string;
  /** Environment variables of the kernel, added to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the stop button did. */
export interface StopResult {
  /** From the press to the cell's end. */
  readonly seconds: number;
  /** How the cell ended; `null` where it did not. */
  readonly status: "ok" | "error" | null;
  /** What it printed and showed. */
  readonly text: string;
  /** Result of the next cell, as text; `null` where it gave none. */
  readonly next: string | null;
}

/**
 * Presses Jupyter's stop button while a cell runs, through the same client as Jupyter's.
 *
 * @throws {Error} Where a cell before it fails; carries what was printed.
 *
 * @example
 * ```ts
 * import { pressStop } from "./press_stop.ts";
 * import { writeTestNotebook } from "./test_notebook.ts";
 *
 * const notebook = `${await Deno.makeTempDir()}/a.ipynb`;
 * await writeTestNotebook(notebook, [
 *   `import { listenForInterrupts } from "../lib/notebook/mod.ts";\nconst stop = listenForInterrupts();`,
 *   `while (!stop.signal.aborted) {\n  console.log("step");\n  await new Promise((r) => setTimeout(r, 20));\n}`,
 * ]);
 * const { status, next } = await pressStop({ notebook, cell: 2, after: "step" });
 * if (status !== "ok" || next !== "2") throw new Error();
 * ```
 */
export async function pressStop(options: StopOptions): Promise<StopResult> {
  const { stdout, stderr } = await new Deno.Command(PROJECT_PYTHON, {
    args: [
      fileURLToPath(new URL("./press_stop.py", import.meta.url)),
      options.notebook,
      String(options.cell),
      "--after",
      options.after ?? "",
      "--kernels",
      KERNELS,
      "--directory",
      options.directory ?? `${PROJECT_ROOT}/notebooks`,
      "--limit",
      String(options.limit ?? 60),
      "--next",
      options.next ?? "1 + 1",
    ],
    env: { ...jupyterEnvironment(PROJECT_ROOT), ...options.environment },
  }).output();
  const text = new TextDecoder().decode(stdout).trim();
  if (!text) throw new Error(new TextDecoder().decode(stderr));
  const result = JSON.parse(text) as StopResult | { failed: string };
  if ("failed" in result) {
    throw new Error(`A cell before failed: ${result.failed}`);
  }
  return result;
}
