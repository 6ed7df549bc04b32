import { type Displayable, displayable } from "./displayable.ts";

/**
 * Shows text written in Markdown.
 *
 * @param text Markdown.
 * @returns The last expression of a cell.
 *
 * @example
 * ```ts
 * import { displayMarkdown } from "./display_markdown.ts";
 *
 * displayMarkdown("Mean Dice **0.87**");
 * ```
 */
export function displayMarkdown(text: string): Displayable {
  return displayable(() => ({ "text/markdown": text, "text/plain": text }));
}
