import { createHash } from "node:crypto";
import { escapeHtml, plotlySource } from "../plots/mod.ts";
import type { DocumentParts, TocEntry } from "./document_parts.ts";

/** A script's text as it can stand between script tags; the meaning of JavaScript strings and patterns is kept. */
function inlineScript(source: string): string {
  return source.replace(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

/** JSON as it can stand between script tags. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function scriptHash(source: string): string {
  return `'sha256-${createHash("sha256").update(source).digest("base64")}'`;
}

function tocHtml(entries: readonly TocEntry[]): string {
  return `<ul>${
    entries.map(({ id, text, level }) =>
      `<li class="level-${level}"><a href="#${id}">${escapeHtml(text)}</a></li>`
    ).join("")
  }</ul>`;
}

/**
 * The whole document: one file that needs nothing else. A policy in its head forbids scripts other than its own and
 * any request.
 *
 * @param title Title of the document.
 * @param body HTML of the sections.
 * @param parts Headings and figures that the sections gathered.
 */
export async function documentHtml(
  title: string,
  body: string,
  parts: DocumentParts,
): Promise<string> {
  const read = (name: string) =>
    Deno.readTextFile(new URL(`./${name}`, import.meta.url));
  const scripts = [
    ...(parts.figures.length > 0 ? [inlineScript(await plotlySource())] : []),
    inlineScript(await read("client.js")),
  ];
  const policy = [
    "default-src 'none'",
    "img-src data: blob:",
    "style-src 'unsafe-inline'",
    `script-src ${scripts.map(scriptHash).join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const toc = tocHtml(parts.toc);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>
${await read("report.css")}</style>
</head>
<body>
<details class="toc-small"><summary>Contents</summary><nav>${toc}</nav></details>
<div class="page">
<nav class="sidebar" aria-label="Contents">${toc}</nav>
<main>
${body}
</main>
</div>
${
    parts.figures.map(({ id, figure }) =>
      `<script type="application/json" id="${id}">${
        inlineJson(figure)
      }</script>`
    ).join("\n")
  }
${scripts.map((source) => `<script>${source}</script>`).join("\n")}
</body>
</html>
`;
}
