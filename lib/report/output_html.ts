import { escapeHtml } from "../plots/mod.ts";
import type { DocumentParts } from "./document_parts.ts";
import { figureHtml } from "./figure_html.ts";
import { type MarkdownContext, markdownHtml } from "./markdown_html.ts";
import type { CellOutput, MimeBundle } from "./notebook.ts";
import { passiveHtml } from "./passive_html.ts";
import { plainText } from "./plain_text.ts";

const PLOTLY = "application/vnd.plotly.v1+json";

/** Longer text is folded. */
const MOST_LINES = 14;

function textHtml(text: string, kind: string, title: string): string {
  const plain = plainText(text).replace(/\n+$/, "");
  if (plain.trim() === "") return "";
  const lines = plain.split("\n").length;
  const pre = `<pre class="${kind}">${escapeHtml(plain)}</pre>`;
  if (lines <= MOST_LINES) return pre;
  return `<details class="long"><summary>${title}, ${lines} lines</summary>${pre}</details>`;
}

/** Data frames print all digits of their numbers; six are enough to read. */
function shortNumbers(html: string): string {
  return html.replace(
    /(<td[^>]*>\s*)(-?\d+\.\d{7,})(?=\s*<\/td>)/g,
    (_, start: string, digits: string) =>
      start + Number(digits).toLocaleString("en-US", {
        maximumSignificantDigits: 6,
        useGrouping: false,
      }),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function displayHtml(data: MimeBundle, context: MarkdownContext): string {
  const text = (type: string) => {
    const value = data[type];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const plain = text("text/plain") ?? "";
  const figure = data[PLOTLY];
  const png = text("image/png");
  if (isObject(figure)) return figureHtml(figure, png, plain, context.parts);
  const html = text("text/html");
  if (html) {
    return `<div class="html scroll">${shortNumbers(passiveHtml(html))}</div>`;
  }
  for (const type of ["image/png", "image/jpeg", "image/gif"]) {
    const base64 = text(type)?.replace(/[^A-Za-z0-9+/=]/g, "");
    if (base64) {
      return `<img class="picture" alt="${
        escapeHtml(plain)
      }" src="data:${type};base64,${base64}">`;
    }
  }
  const svg = text("image/svg+xml");
  if (svg) {
    // As a picture an SVG can neither run scripts nor load anything.
    return `<img class="picture" alt="${
      escapeHtml(plain)
    }" src="data:image/svg+xml,${encodeURIComponent(svg)}">`;
  }
  const markdown = text("text/markdown");
  if (markdown) {
    return `<div class="prose">${markdownHtml(markdown, context)}</div>`;
  }
  return plain === "undefined" ? "" : textHtml(plain, "result", "Result");
}

/**
 * One output of a cell as HTML of the report; empty where there is nothing to see.
 *
 * @param output What the cell gave.
 * @param context Where it stands; figures and headings are gathered there.
 */
export function outputHtml(
  output: CellOutput,
  context: MarkdownContext & { readonly parts: DocumentParts },
): string {
  switch (output.kind) {
    case "stream":
      return textHtml(
        output.text,
        output.name === "stderr" ? "stream stderr" : "stream",
        output.name === "stderr" ? "Messages" : "Printed text",
      );
    case "display":
      return displayHtml(output.data, context);
    case "error": {
      const { name, message, traceback } = output;
      const head = plainText([name, message].filter(Boolean).join(": "));
      return `<div class="error"><strong>${
        escapeHtml(head || "Error")
      }</strong>${textHtml(traceback, "traceback", "Where it happened")}</div>`;
    }
  }
}
