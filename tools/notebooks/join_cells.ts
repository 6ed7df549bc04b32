import { type Cell, codeCells, type Notebook } from "./notebook_file.ts";

/** A notebook's code as one module. */
export interface JoinedCells {
  /** The module's text. */
  readonly text: string;
  /** Which cell and line (both from 1) a line of the module (from 1) is; `undefined` for lines between cells. */
  place(
    line: number,
  ): { readonly cell: Cell; readonly line: number } | undefined;
}

/**
 * Joins the code cells of a notebook into one module, as the kernel sees them: names are shared, `await` may stand
 * anywhere, the last expression of a cell needs no semicolon.
 *
 * @example
 * ```ts
 * import { joinCells } from "./join_cells.ts";
 *
 * const cell = { kind: "code", index: 0, number: 1, source: "1;\n2", outputs: [], executionCount: null } as const;
 * const joined = joinCells({ path: "a.ipynb", kernel: "deno", language: "typescript", cells: [cell, { ...cell, index: 1, number: 2 }] });
 * const place = joined.place(5); // "1;", "2", ";", "1;", "2"
 * if (place?.cell.number !== 2 || place.line !== 2) throw new Error();
 * ```
 */
export function joinCells(notebook: Notebook): JoinedCells {
  const lines: string[] = [];
  const places: ({ cell: Cell; line: number } | undefined)[] = [];
  const add = (text: string, place?: { cell: Cell; line: number }) => {
    lines.push(text);
    places.push(place);
  };
  for (const cell of codeCells(notebook)) {
    cell.source.split("\n").forEach((text, i) =>
      add(text, { cell, line: i + 1 })
    );
    add(";"); // else a cell that begins with a bracket would go on with the one before
  }
  add("export {};"); // a module, so that `await` may stand at the top
  return { text: lines.join("\n") + "\n", place: (line) => places[line - 1] };
}
