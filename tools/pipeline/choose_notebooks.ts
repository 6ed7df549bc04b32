import { basename } from "node:path";
import { InputError } from "../../lib/core/mod.ts";

/**
 * Chooses notebooks by their numbers.
 *
 * @param all Paths of the notebooks, sorted.
 * @param wanted As `--notebooks` takes it, as in "01,02"; without it all are wanted.
 * @returns Those wanted, in the notebooks' order.
 * @throws {InputError} Where a number has no notebook.
 *
 * @example
 * ```ts
 * import { chooseNotebooks } from "./choose_notebooks.ts";
 *
 * if (chooseNotebooks(["n/01_eda.ipynb", "n/02_folds.ipynb"], "2").join() !== "n/02_folds.ipynb") throw new Error();
 * ```
 */
export function chooseNotebooks(
  all: readonly string[],
  wanted: string | undefined,
): string[] {
  if (wanted === undefined) return [...all];
  const numbers = new Map(
    all.map((path) => [Number(basename(path).slice(0, 2)), path]),
  );
  const chosen = wanted.split(",").map((word) => {
    const path = numbers.get(Number(word));
    if (path && /^\s*\d+\s*$/.test(word)) return path;
    throw new InputError(
      `Cannot choose notebooks: --notebooks must be numbers among ${
        [...numbers.keys()].map((n) => String(n).padStart(2, "0")).join(",")
      }, current value is ${wanted}`,
    );
  });
  return all.filter((path) => chosen.includes(path));
}
