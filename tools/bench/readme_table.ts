import { InputError } from "../../lib/core/mod.ts";

/**
 * Puts a suite's table between its two marks in the README.
 *
 * @param readme The README's text.
 * @param suite Whose table it is.
 * @param table What stands between the marks from now on.
 * @throws {InputError} Where a mark is missing.
 *
 * @example
 * ```ts
 * import { replaceTable } from "./readme_table.ts";
 *
 * const readme = "a\n<!-- bench train:start -->\nold\n<!-- bench train:end -->\nb";
 * const text = replaceTable(readme, "train", "new");
 * if (text.includes("old") || !text.includes("new")) throw new Error();
 * ```
 */
export function replaceTable(
  readme: string,
  suite: string,
  table: string,
): string {
  const start = `<!-- bench ${suite}:start -->`;
  const end = `<!-- bench ${suite}:end -->`;
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) {
    throw new InputError(
      `Cannot update the README: it must hold ${start} and ${end}`,
      { file: "README.md" },
    );
  }
  return `${readme.slice(0, from + start.length)}\n\n${table}\n\n${
    readme.slice(to)
  }`;
}
