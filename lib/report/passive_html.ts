/**
 * HTML without what would run, load from elsewhere, or reach out of its place. It keeps honest HTML honest (tables of
 * data frames, galleries); against hostile HTML stands the report's content security policy.
 *
 * @param html HTML that a cell made or a text holds.
 *
 * @example
 * ```ts
 * import { passiveHtml } from "./passive_html.ts";
 *
 * if (passiveHtml("<b onclick='x()'>a</b><script>x()</script>") !== "<b>a</b>") throw new Error();
 * ```
 */
export function passiveHtml(html: string): string {
  return html
    .replace(/<(script|iframe|object|noscript)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(
      /<\/?(script|iframe|object|noscript|embed|link|meta|base|form|html|head|body)\b[^>]*>/gi,
      "",
    )
    .replace(/\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "")
    .replace(
      /\s(src|srcset|poster)\s*=\s*(?!["']?data:)("[^"]*"|'[^']*'|[^\s>]+)/gi,
      "",
    )
    .replace(/\shref\s*=\s*(["']?)\s*javascript:[^"'>\s]*\1/gi, "");
}
