import type { Progress } from "../notebooks/execute.ts";

/** Where progress is shown. */
export interface Terminal {
  /** Writes text as it is. */
  write(text: string): void;
  /** Characters a line; absent where the output is a file or a pipe, which keeps every line. */
  readonly columns?: number;
  /** Milliseconds since some start. */
  now(): number;
}

/** The terminal of this process. */
export const standardOutput: Terminal = {
  write: (text) => {
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  },
  ...(Deno.stdout.isTerminal() ? { columns: Deno.consoleSize().columns } : {}),
  now: () => performance.now(),
};

const INDENT = "    ";
/** A log is read afterwards: a line twice a minute is enough. */
const LOG_INTERVAL = 30_000;

/** Lines that stay, and one that changes in place. */
export interface ProgressLines {
  /** Shows a line for good. */
  line(text: string): void;
  /** Shows the present state: in place on a terminal, now and then in a log. */
  update(text: string): void;
  /** Clears a line that changes in place. */
  end(): void;
}

/**
 * Shows how long work goes on: lines that stay, and its present state, which on a terminal changes in place and in a
 * log is a line now and then.
 *
 * @param terminal Where it is shown.
 *
 * @example
 * ```ts
 * import { progressLines } from "./terminal_progress.ts";
 *
 * let text = "";
 * const lines = progressLines({ write: (more) => text += more, now: () => 0, columns: 80 });
 * lines.update("half");
 * lines.line("whole");
 * if (!text.startsWith("\r    half") || !text.endsWith("    whole\n")) throw new Error(text);
 * ```
 */
export function progressLines(terminal: Terminal): ProgressLines {
  const { columns } = terminal;
  let last = -Infinity;
  let open = false;
  const end = () => {
    if (open) terminal.write("\r\x1b[K");
    open = false;
  };
  return {
    end,
    line(text) {
      end();
      terminal.write(`${INDENT}${text}\n`);
    },
    update(text) {
      if (columns !== undefined) {
        const shown = `${INDENT}${text}`.slice(0, columns - 1);
        terminal.write(`\r${shown}\x1b[K`);
        open = true;
      } else if (terminal.now() - last >= LOG_INTERVAL) {
        last = terminal.now();
        terminal.write(`${INDENT}${text}\n`);
      }
    },
  };
}

/**
 * Shows what a notebook does: what its cells print, and its progress, which on a terminal changes in place and in a log
 * is a line now and then.
 *
 * @param terminal Where it is shown.
 * @returns Takes what the runner tells; `end` clears a line that changes in place.
 *
 * @example
 * ```ts
 * import { terminalProgress } from "./terminal_progress.ts";
 *
 * let text = "";
 * const { tell } = terminalProgress({ write: (more) => text += more, now: () => 0 });
 * const cell = { kind: "code", index: 0, number: 1, source: "", outputs: [], executionCount: null } as const;
 * tell({ kind: "line", cell, name: "stdout", text: "hello" });
 * if (text !== "    hello\n") throw new Error(text);
 * ```
 */
export function terminalProgress(
  terminal: Terminal,
): { tell(progress: Progress): void; end(): void } {
  const lines = progressLines(terminal);
  return {
    end: lines.end,
    tell(progress) {
      if (progress.kind === "line") lines.line(progress.text);
      if (progress.kind !== "update" || !progress.text) return;
      const [first = ""] = progress.text.split("\n");
      lines.update(first);
    },
  };
}
