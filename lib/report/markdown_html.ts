import { Marked, type Tokens } from "marked";
import { escapeHtml } from "../plots/mod.ts";
import type { DocumentParts } from "./document_parts.ts";
import type { MimeBundle } from "./notebook.ts";
import { passiveHtml } from "./passive_html.ts";

/** Where the text stands. */
export interface MarkdownContext {
  /** Anchors start with it. */
  readonly prefix: string;
  /** Anchors of the notebooks by file name, for links between them. */
  readonly notebooks: ReadonlyMap<string, string>;
  /** Pictures that the text refers to. */
  readonly attachments?: Readonly<Record<string, MimeBundle>>;
  /** Gathers headings. */
  readonly parts: DocumentParts;
}

function attachmentUrl(
  href: string,
  attachments: Readonly<Record<string, MimeBundle>>,
): string | undefined {
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/.test(href)) return href;
  const name = /^attachment:(.+)$/.exec(href)?.[1];
  const bundle = name ? attachments[decodeURIComponent(name)] : undefined;
  const [type, data] = Object.entries(bundle ?? {})[0] ?? [];
  return type && typeof data === "string" && /^image\/(png|jpeg)$/.test(type)
    ? `data:${type};base64,${data.replace(/[^A-Za-z0-9+/=]/g, "")}`
    : undefined;
}

/** Links within the report and to the web stay; links to files that do not travel with the report become text. */
function linkTarget(
  href: string,
  context: MarkdownContext,
): string | undefined {
  if (/^https?:\/\//i.test(href)) return href;
  const file = /([^/]+\.ipynb)(#.*)?$/.exec(href)?.[1];
  const id = file ? context.notebooks.get(decodeURIComponent(file)) : undefined;
  return id ? `#${id}` : undefined;
}

/** Plain words of rendered inline HTML. */
function wordsOf(html: string): string {
  const entities: Record<string, string> = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
  };
  return html.replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!)
    .trim();
}

/**
 * Markdown as HTML of the report: headings one level lower with anchors, links between notebooks turned into anchors,
 * nothing run and nothing loaded from elsewhere.
 *
 * @param source Markdown.
 * @param context Where the text stands; its headings are added to the table of contents.
 */
export function markdownHtml(source: string, context: MarkdownContext): string {
  const { parts, prefix } = context;
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const html = this.parser.parseInline(tokens);
        const text = wordsOf(html);
        const level = Math.min(depth + 1, 6);
        const id = depth === 1 ? prefix : parts.newId(`${prefix}-${text}`);
        if (depth > 1 && level <= 3) parts.toc.push({ id, text, level });
        return depth === 1
          ? `<h2>${html}</h2>\n`
          : `<h${level} id="${id}">${html}</h${level}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const text = this.parser.parseInline(tokens);
        const target = linkTarget(href, context);
        return target === undefined
          ? text
          : `<a href="${escapeHtml(target)}"${
            target.startsWith("#") ? "" : ` rel="noopener"`
          }>${text}</a>`;
      },
      image({ href, text }: Tokens.Image): string {
        const url = attachmentUrl(href, context.attachments ?? {});
        return url
          ? `<img src="${escapeHtml(url)}" alt="${escapeHtml(text)}">`
          : escapeHtml(text);
      },
      html({ text }: Tokens.HTML | Tokens.Tag): string {
        return passiveHtml(text);
      },
    },
  });
  const html = marked.parse(source, { async: false });
  // Wide tables scroll by themselves instead of widening the page.
  return html.replaceAll("<table>", `<div class="scroll"><table>`)
    .replaceAll("</table>", "</table></div>");
}
