import { escapeHtml } from "../plots/mod.ts";
import type { DocumentParts } from "./document_parts.ts";
import { type MarkdownContext, markdownHtml } from "./markdown_html.ts";
import type { Notebook, NotebookCell } from "./notebook.ts";
import { outputHtml } from "./output_html.ts";

/** The first heading of the first level, or a title made of the file's name. */
export function notebookTitle(notebook: Notebook): string {
  for (const cell of notebook.cells) {
    const title = cell.kind === "markdown"
      ? /^#\s+(.+?)\s*#*\s*$/m.exec(cell.source)?.[1]
      : undefined;
    if (title) return title.replace(/[*_`]/g, "");
  }
  const words = notebook.name.replace(/^\d+_/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function hasTitle(notebook: Notebook): boolean {
  return notebook.cells.some((cell) =>
    cell.kind === "markdown" && /^#\s+\S/m.test(cell.source)
  );
}

function codeHtml(source: string): string {
  if (source.trim() === "") return "";
  const lines = source.split("\n").length;
  return `<details class="code"><summary>Code, ${lines} ${
    lines === 1 ? "line" : "lines"
  }</summary><pre><code>${escapeHtml(source)}</code></pre></details>`;
}

function cellHtml(cell: NotebookCell, context: MarkdownContext): string {
  if (cell.kind === "markdown") {
    return `<div class="prose">${
      markdownHtml(cell.source, { ...context, attachments: cell.attachments })
    }</div>`;
  }
  const outputs = cell.outputs.map((output) => outputHtml(output, context))
    .filter((html) => html !== "");
  return [
    codeHtml(cell.source),
    ...outputs.map((html) => `<div class="output">${html}</div>`),
  ].join("\n");
}

/**
 * An executed notebook as a part of the report: prose, outputs, folded code.
 *
 * @param notebook The notebook.
 * @param id Its anchor.
 * @param notebooks Anchors of all notebooks by file name.
 * @param parts Gathers headings and figures.
 */
export function notebookHtml(
  notebook: Notebook,
  id: string,
  notebooks: ReadonlyMap<string, string>,
  parts: DocumentParts,
): string {
  const title = notebookTitle(notebook);
  parts.toc.push({ id, text: title, level: 2 });
  const context = { prefix: id, notebooks, parts };
  return `<section class="notebook" id="${id}">
<p class="eyebrow">${escapeHtml(notebook.name)}.ipynb</p>
${hasTitle(notebook) ? "" : `<h2>${escapeHtml(title)}</h2>`}
${notebook.cells.map((cell) => cellHtml(cell, context)).join("\n")}
</section>`;
}
