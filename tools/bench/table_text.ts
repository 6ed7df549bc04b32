/** Three digits that count. */
export function threeDigits(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

/**
 * Writes a Markdown table.
 *
 * @param columns Headings; one that begins with `>` is aligned right.
 * @param rows Cells.
 *
 * @example
 * ```ts
 * import { markdownTable } from "./table_text.ts";
 *
 * const text = markdownTable(["work", ">ms"], [["sort", "3"]]);
 * if (text !== "| work | ms |\n| --- | --: |\n| sort | 3 |") throw new Error();
 * ```
 */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map((column) => column.replace(/^>/, ""))),
    line(columns.map((column) => column.startsWith(">") ? "--:" : "---")),
    ...rows.map(line),
  ].join("\n");
}
