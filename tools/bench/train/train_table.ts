import { markdownTable, threeDigits } from "../table_text.ts";

/** A line of the table. */
export interface TrainRow {
  readonly name: string;
  /** Ours, with its unit. */
  readonly ours: string;
  /** PyTorch's, with its unit and layout. */
  readonly peer?: string;
  readonly ratio?: number;
  /** Largest ratio, or a word. */
  readonly target: string;
  /** Left out where it cannot be told. */
  readonly met?: boolean;
}

/** Milliseconds for a cell. */
export const inMilliseconds = (value: number) => `${threeDigits(value)} ms`;

/** Bytes for a cell. */
export const inMegabytes = (bytes: number) =>
  `${Math.round(bytes / 2 ** 20)} MB`;

/**
 * Compares a number of ours with PyTorch's.
 *
 * @param target Largest ratio.
 * @returns What a row says of it.
 */
export function compared(
  ours: number,
  peer: number,
  target: number,
): { ratio: number; met: boolean } {
  const ratio = ours / peer;
  return { ratio, met: ratio <= target };
}

/**
 * Writes the training results as a Markdown table; it names the targets that are missed.
 *
 * @param rows Lines.
 *
 * @example
 * ```ts
 * import { trainTable } from "./train_table.ts";
 *
 * const row = { name: "step", ours: "90 ms", peer: "100 ms (channels_last)", ratio: 0.9, target: "0.80", met: false };
 * const table = trainTable([row]);
 * if (!table.includes("| step | 90 ms | 100 ms (channels_last) | 0.90 | 0.80 | **no** |")) throw new Error();
 * if (!table.includes("Missed: step")) throw new Error();
 * ```
 */
export function trainTable(rows: readonly TrainRow[]): string {
  const table = markdownTable(
    ["work", ">ours", ">PyTorch", ">ratio", ">at most", "met"],
    rows.map(({ name, ours, peer = "-", ratio, target, met }) => [
      name,
      ours,
      peer,
      ratio === undefined ? "-" : ratio.toFixed(2),
      target,
      met === undefined ? "-" : met ? "yes" : "**no**",
    ]),
  );
  const missed = rows.filter(({ met }) => met === false);
  if (missed.length === 0) return table;
  return `${table}\n\nMissed: ${missed.map(({ name }) => name).join("; ")}.`;
}
