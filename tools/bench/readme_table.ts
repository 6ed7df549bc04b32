import { InputError } from "../../lib/core/mod.ts";
import type { BenchResult } from "./measure.ts";

const START = "<!-- bench:start -->";
const END = "<!-- bench:end -->";

const digits = (value: number) => value >= 100 ? 0 : value >= 10 ? 1 : 2;

/**
 * Writes the results as a Markdown table.
 *
 * @param results Medians in milliseconds.
 * @param conditions Machine, versions and command, for the line below.
 *
 * @example
 * ```ts
 * import { benchTable } from "./readme_table.ts";
 *
 * const table = benchTable([{ name: "decode", peerName: "Pillow", ours: 5, peer: 10 }], "2 cores");
 * if (!table.includes("| decode | 5.00 | Pillow | 10.0 | 0.50 |")) throw new Error();
 * ```
 */
export function benchTable(
  results: readonly BenchResult[],
  conditions: string,
): string {
  const rows = results.map(({ name, peerName, ours, peer }) =>
    `| ${name} | ${ours.toFixed(digits(ours))} | ${peerName} | ${
      peer === undefined
        ? "- | -"
        : `${peer.toFixed(digits(peer))} | ${(ours / peer).toFixed(2)}`
    } |`
  );
  return [
    "| work | ours, ms | peer | peer, ms | ratio |",
    "| --- | --: | --- | --: | --: |",
    ...rows,
    "",
    conditions,
  ].join("\n");
}

/**
 * Puts a table between the README's two marks.
 *
 * @param readme The README's text.
 * @param table What stands between the marks from now on.
 * @throws {InputError} Where a mark is missing.
 *
 * @example
 * ```ts
 * import { replaceTable } from "./readme_table.ts";
 *
 * const text = replaceTable("a\n<!-- bench:start -->\nold\n<!-- bench:end -->\nb", "new");
 * if (text.includes("old") || !text.includes("new")) throw new Error();
 * ```
 */
export function replaceTable(readme: string, table: string): string {
  const from = readme.indexOf(START);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) {
    throw new InputError(
      `Cannot update the README: it must hold ${START} and ${END}`,
      { file: "README.md" },
    );
  }
  return `${readme.slice(0, from + START.length)}\n\n${table}\n\n${
    readme.slice(to)
  }`;
}
