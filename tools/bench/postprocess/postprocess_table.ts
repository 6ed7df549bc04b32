import { markdownTable, threeDigits } from "../table_text.ts";
import type { MapKind } from "./draw_maps.ts";

/** Times on one kind of map. */
export interface KindTimes {
  readonly kind: MapKind;
  /** Milliseconds a map. */
  readonly ours: number;
  /** Milliseconds a map, the fastest of the library's ways. */
  readonly peer?: number;
}

/** A line of the table: our work beside one library's. */
export interface PostprocessRow {
  readonly name: string;
  readonly library: string;
  /** Largest ratio. */
  readonly target: number;
  readonly times: readonly KindTimes[];
}

const ratioOf = ({ ours, peer }: KindTimes) =>
  peer === undefined ? undefined : ours / peer;

/**
 * Writes the results as a Markdown table, a column a kind of map; it names the targets that are missed.
 *
 * @param rows Lines.
 * @param kinds Columns.
 *
 * @example
 * ```ts
 * import { postprocessTable } from "./postprocess_table.ts";
 *
 * const times = [{ kind: "blobs", ours: 1, peer: 4 }, { kind: "dense", ours: 2, peer: 4 }] as const;
 * const row = { name: "sort", library: "NumPy", target: .33, times };
 * const table = postprocessTable([row], ["blobs", "dense"]);
 * if (!table.includes("| 1.00 / 4.00, 0.25 | 2.00 / 4.00, **0.50** | **no** |")) throw new Error(table);
 * if (!table.includes("Missed: sort against NumPy on dense (0.50, at most 0.33).")) throw new Error(table);
 * ```
 */
export function postprocessTable(
  rows: readonly PostprocessRow[],
  kinds: readonly MapKind[],
): string {
  const missed: string[] = [];
  const lines = rows.map(({ name, library, target, times }) => {
    const before = missed.length;
    const cells = times.map((time) => {
      const ours = threeDigits(time.ours);
      const ratio = ratioOf(time);
      if (ratio === undefined) return ours;
      const met = ratio <= target;
      const text = ratio.toFixed(2);
      if (!met) {
        missed.push(
          `${name} against ${library} on ${time.kind} (${text}, at most ${
            target.toFixed(2)
          })`,
        );
      }
      return `${ours} / ${threeDigits(time.peer!)}, ${
        met ? text : `**${text}**`
      }`;
    });
    const met = times.some(({ peer }) => peer === undefined)
      ? "-"
      : missed.length === before
      ? "yes"
      : "**no**";
    return [name, library, target.toFixed(2), ...cells, met];
  });
  const table = markdownTable(
    ["work", "peer", ">at most", ...kinds.map((kind) => `>${kind}`), "met"],
    lines,
  );
  return missed.length === 0
    ? table
    : `${table}\n\nMissed: ${missed.join("; ")}.`;
}
