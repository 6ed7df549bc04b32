import { markdownTable, threeDigits } from "../../table_text.ts";
import type { SideProfile } from "./profile_side.ts";

/**
 * Writes profiles side by side: oneDNN's primitives by time, what is left, the whole step.
 *
 * @param sides Ours first.
 *
 * @example
 * ```ts
 * import { profileTable } from "./profile_table.ts";
 *
 * const table = profileTable([{ name: "ours", step: 10, kinds: new Map([["reorder", 3]]) }]);
 * if (!table.includes("| reorder | 3.00 |") || !table.includes("| not oneDNN | 7.00 |")) throw new Error();
 * ```
 */
export function profileTable(sides: readonly SideProfile[]): string {
  const all = new Set(sides.flatMap(({ kinds }) => [...kinds.keys()]));
  const largest = (kind: string) =>
    Math.max(...sides.map(({ kinds }) => kinds.get(kind) ?? 0));
  const rows = [...all]
    .toSorted((a, b) => largest(b) - largest(a))
    .map((kind) => [
      kind,
      ...sides.map(({ kinds }) => {
        const time = kinds.get(kind);
        return time === undefined ? "-" : threeDigits(time);
      }),
    ]);
  const rest = ({ step, kinds }: SideProfile) =>
    step - kinds.values().reduce((sum, time) => sum + time, 0);
  return markdownTable(
    ["ms a step", ...sides.map(({ name }) => `>${name}`)],
    [
      ...rows,
      ["not oneDNN", ...sides.map((side) => threeDigits(rest(side)))],
      ["step", ...sides.map(({ step }) => threeDigits(step))],
    ],
  );
}
