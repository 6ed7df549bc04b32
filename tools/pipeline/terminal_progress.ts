import type { Progress } from "../notebooks/execute.ts";

/**
 * Shows in a terminal what a notebook does: what its cells print, and its progress display at most every few seconds.
 *
 * @param write Where lines go.
 * @param interval Shortest time between two lines of the same display, milliseconds.
 */
export function terminalProgress(
  write: (line: string) => void,
  interval = 5000,
): (progress: Progress) => void {
  let last = -Infinity;
  return (progress) => {
    if (progress.kind === "line") write(`    ${progress.text}`);
    if (progress.kind !== "update" || !progress.text) return;
    const now = performance.now();
    if (now - last < interval) return;
    last = now;
    write(`    ${progress.text.split("\n")[0]}`);
  };
}
