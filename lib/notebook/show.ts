import { DISPLAY, type Displayable } from "../plots/displayable.ts";
import { currentKernel } from "./kernel.ts";

/**
 * Shows values one below the other, wherever a cell is in its work; the last expression of a cell shows itself without
 * it. In a terminal the plain text is printed.
 *
 * @param values Figures, tables, pictures, prose.
 *
 * @example
 * ```ts
 * import { displayMarkdown } from "../plots/mod.ts";
 * import { show } from "./show.ts";
 *
 * await show(displayMarkdown("**hello**"));
 * ```
 */
export async function show(...values: readonly Displayable[]): Promise<void> {
  const jupyter = currentKernel()?.jupyter;
  for (const value of values) {
    if (jupyter) await jupyter.display(value);
    else console.log((await value[DISPLAY]())["text/plain"]);
  }
}
