const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text as it can stand in HTML, in attributes too.
 *
 * @example
 * ```ts
 * import { escapeHtml } from "./escape_html.ts";
 *
 * if (escapeHtml("a<b") !== "a&lt;b") throw new Error();
 * ```
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);
}
