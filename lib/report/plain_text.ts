import { stripVTControlCharacters } from "node:util";

/**
 * What a terminal would show of a text in the end, without colours: a carriage return overwrites the line.
 *
 * @param text What was printed.
 *
 * @example
 * ```ts
 * import { plainText } from "./plain_text.ts";
 *
 * if (plainText("\u001b[31mred\u001b[0m 1 %\rred 2 %\n") !== "red 2 %\n") throw new Error();
 * ```
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll("\r\n", "\n").split("\n")
    .map((line) => line.split("\r").findLast((part) => part !== "") ?? "")
    .join("\n");
}
