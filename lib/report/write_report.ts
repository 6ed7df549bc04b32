import { Buffer } from "node:buffer";
import { InputError, writeFileAtomic } from "../core/mod.ts";
import { renderFigure } from "../plots/mod.ts";
import { DocumentParts } from "./document_parts.ts";
import { documentHtml } from "./document_html.ts";
import { type Notebook, readNotebook } from "./notebook.ts";
import { notebookHtml } from "./notebook_html.ts";
import { printReport } from "./print_report.ts";
import type { ReportSummary } from "./summary.ts";
import { foldFigure, summaryHtml } from "./summary_html.ts";

/** What the report is made of. */
export interface ReportOptions {
  /** The run's folder; `report.html` and `report.pdf` are written there. */
  readonly runRoot: string;
  /** Executed notebooks in the order of reading. */
  readonly notebooks: readonly string[];
  /** What stands first. */
  readonly summary: ReportSummary;
  /** Title of the document. */
  readonly title: string;
}

/** The files of the report. */
export interface Report {
  /** Absolute or relative as `runRoot` is. */
  readonly html: string;
  /** Absent where there is no browser to print with. */
  readonly pdf?: string;
  /** Why there is no PDF. */
  readonly pdfMissing?: string;
}

/**
 * The report as one HTML text; see {@linkcode writeReport}.
 *
 * @param title Title of the document.
 * @param summary What stands first.
 * @param notebooks In the order of reading.
 * @param still PNG of the chart in the summary, where there is one.
 */
export async function reportHtml(
  title: string,
  summary: ReportSummary,
  notebooks: readonly Notebook[],
  still?: Uint8Array,
): Promise<string> {
  const parts = new DocumentParts();
  const picture = still && Buffer.from(still).toString("base64");
  const head = summaryHtml(title, summary, picture, parts);
  const ids = new Map(
    notebooks.map(({ name }) => [`${name}.ipynb`, parts.newId(`nb-${name}`)]),
  );
  const sections = notebooks.map((notebook) =>
    notebookHtml(notebook, ids.get(`${notebook.name}.ipynb`)!, ids, parts)
  );
  return await documentHtml(title, [head, ...sections].join("\n"), parts);
}

async function pictureOfFolds(
  summary: ReportSummary,
): Promise<Uint8Array | undefined> {
  const figure = foldFigure(summary);
  if (!figure) return undefined;
  try {
    return await renderFigure(figure, { height: 340 });
  } catch (cause) {
    if (cause instanceof InputError) return undefined;
    throw cause;
  }
}

/**
 * Writes the report of a run: `report.html`, one file that opens from the disk without a network, with the summary
 * first and then the notebooks' prose, outputs and folded code; and `report.pdf`, the same printed. Both are written
 * whole or not at all. Without a browser there is no PDF, and the result says why.
 *
 * @param options The run's folder, its executed notebooks and its summary.
 * @returns Paths of the files.
 * @throws {InputError} Where a notebook is missing or no notebook.
 *
 * @example
 * ```ts
 * import { closeBrowser } from "../browser/mod.ts";
 * import { writeReport } from "./write_report.ts";
 *
 * const runRoot = await Deno.makeTempDir();
 * const { html } = await writeReport({
 *   runRoot,
 *   notebooks: [],
 *   summary: { run: { name: "first", seed: 1 } },
 *   title: "First run",
 * });
 * if (!(await Deno.readTextFile(html)).includes("<h1>First run</h1>")) throw new Error();
 * await closeBrowser();
 * ```
 */
export async function writeReport(options: ReportOptions): Promise<Report> {
  const { runRoot, summary, title } = options;
  const notebooks = await Promise.all(options.notebooks.map(readNotebook));
  const still = await pictureOfFolds(summary);
  const html = `${runRoot}/report.html`;
  await writeFileAtomic(
    html,
    await reportHtml(title, summary, notebooks, still),
  );
  try {
    const pdf = `${runRoot}/report.pdf`;
    await writeFileAtomic(pdf, await printReport(html));
    return { html, pdf };
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    // An older PDF would pass for this run's.
    await Deno.remove(`${runRoot}/report.pdf`).catch(() => {});
    return { html, pdfMissing: cause.message };
  }
}
