import { type Displayable, displayable } from "./displayable.ts";
import { escapeHtml } from "./escape_html.ts";

/** What a cell holds. */
export type TableValue = string | number | boolean | null | undefined;

/** One column of a table. */
export interface TableColumn {
  /** Name in the rows. */
  readonly key: string;
  /** Heading; the key by default. */
  readonly label?: string;
  /** Digits after the point; by default up to four significant digits, whole numbers whole. */
  readonly digits?: number;
}

/** How a table is shown. */
export interface TableOptions {
  /** The columns in order; by default those of the first row. */
  readonly columns?: readonly (string | TableColumn)[];
  /** A line above the table. */
  readonly caption?: string;
  /** Rows shown; a last line says how many more there are. @default {50} */
  readonly maximumRows?: number;
}

function columnsOf(
  rows: readonly Readonly<Record<string, TableValue>>[],
  options: TableOptions,
): TableColumn[] {
  return (options.columns ?? Object.keys(rows[0] ?? {})).map((column) =>
    typeof column === "string" ? { key: column } : column
  );
}

function formatCell(value: TableValue, digits: number | undefined): string {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return "–";
  if (digits !== undefined) {
    return value.toLocaleString("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  }
  return Number.isInteger(value)
    ? value.toLocaleString("en-US")
    : value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

/**
 * The table as HTML, for the report and for other pages; see {@linkcode displayTable}.
 *
 * @example
 * ```ts
 * import { tableHtml } from "./display_table.ts";
 *
 * if (!tableHtml([{ fold: 0, dice: 0.8712 }]).includes("0.8712")) throw new Error();
 * ```
 */
export function tableHtml(
  rows: readonly Readonly<Record<string, TableValue>>[],
  options: TableOptions = {},
): string {
  if (rows.length === 0) {
    const caption = options.caption ? `${escapeHtml(options.caption)}: ` : "";
    return `<p class="segbook-table">${caption}none</p>`;
  }
  const columns = columnsOf(rows, options);
  const most = options.maximumRows ?? 50;
  const shown = rows.slice(0, most);
  const numeric = columns.map(({ key }) =>
    rows.some((row) => typeof row[key] === "number") &&
    rows.every((row) => typeof row[key] !== "string")
  );
  const align = (i: number) =>
    `style="text-align:${numeric[i] ? "right" : "left"}"`;
  const head = columns.map(({ key, label }, i) =>
    `<th scope="col" ${align(i)}>${escapeHtml(label ?? key)}</th>`
  ).join("");
  const body = shown.map((row) =>
    `<tr>${
      columns.map(({ key, digits }, i) =>
        `<td ${align(i)}>${escapeHtml(formatCell(row[key], digits))}</td>`
      ).join("")
    }</tr>`
  ).join("\n");
  const rest = rows.length - shown.length;
  return [
    `<table class="segbook-table">`,
    options.caption
      ? `<caption style="text-align:left">${
        escapeHtml(options.caption)
      }</caption>`
      : "",
    `<thead><tr>${head}</tr></thead>`,
    `<tbody>${body}</tbody>`,
    rest > 0
      ? `<tfoot><tr><td colspan="${columns.length}" style="text-align:left">and ${
        rest.toLocaleString("en-US")
      } more rows</td></tr></tfoot>`
      : "",
    `</table>`,
  ].filter(Boolean).join("\n");
}

function tableText(
  rows: readonly Readonly<Record<string, TableValue>>[],
  options: TableOptions,
): string {
  if (rows.length === 0) {
    return options.caption ? `${options.caption}: none` : "none";
  }
  const columns = columnsOf(rows, options);
  const most = options.maximumRows ?? 50;
  const lines = [
    columns.map(({ key, label }) => label ?? key),
    ...rows.slice(0, most).map((row) =>
      columns.map(({ key, digits }) => formatCell(row[key], digits))
    ),
  ];
  const widths = columns.map((_, i) =>
    Math.max(...lines.map((line) => line[i]!.length))
  );
  const text = lines.map((line) =>
    line.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd()
  );
  if (rows.length > most) text.push(`and ${rows.length - most} more rows`);
  return text.join("\n");
}

/**
 * Shows records as a table: numbers right-aligned with few digits, missing values as a dash.
 *
 * @param rows One record a row.
 * @param options Columns, caption, number of rows.
 * @returns The last expression of a cell.
 *
 * @example
 * ```ts
 * import { displayTable } from "./display_table.ts";
 *
 * displayTable([{ fold: 0, dice: 0.8712 }, { fold: 1, dice: 0.8655 }], {
 *   columns: ["fold", { key: "dice", label: "Mean Dice", digits: 3 }],
 * });
 * ```
 */
export function displayTable(
  rows: readonly Readonly<Record<string, TableValue>>[],
  options: TableOptions = {},
): Displayable {
  return displayable(() => ({
    "text/html": tableHtml(rows, options),
    "text/plain": tableText(rows, options),
  }));
}
