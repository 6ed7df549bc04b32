/** Two images that must not be told apart by a split. */
export interface DuplicatePair {
  /** Id of the one. */
  readonly a: string;
  /** Id of the other. */
  readonly b: string;
  /** How they are alike, as in "same" or "near"; shown in messages. */
  readonly kind: string;
}

/**
 * Merges the groups of images that are copies or near-copies of each other, so that a split by group keeps them
 * together.
 *
 * @param items Images with their groups; not changed.
 * @param pairs Duplicates; a pair with an id that is not among the items is ignored (it may be an unlabelled image).
 * @returns The items in their order, those of merged groups under the name that sorts first.
 *
 * @example
 * ```ts
 * import { groupsFromDuplicates } from "./groups_from_duplicates.ts";
 *
 * const items = [{ id: "1", group: "a" }, { id: "2", group: "b" }, { id: "3", group: "c" }];
 * const merged = groupsFromDuplicates(items, [{ a: "1", b: "3", kind: "near" }]);
 * if (merged.map((item) => item.group).join() !== "a,b,a") throw new Error();
 * ```
 */
export function groupsFromDuplicates<
  T extends { readonly id: string; readonly group: string },
>(items: readonly T[], pairs: Iterable<DuplicatePair>): T[] {
  const groupOf = new Map(items.map((item) => [item.id, item.group]));
  const parent = new Map(items.map((item) => [item.group, item.group]));
  const root = (group: string): string => {
    let at = group;
    while (parent.get(at) !== at) at = parent.get(at)!;
    parent.set(group, at);
    return at;
  };
  for (const { a, b } of pairs) {
    const [groupA, groupB] = [groupOf.get(a), groupOf.get(b)];
    if (groupA === undefined || groupB === undefined) continue;
    const [x, y] = [root(groupA), root(groupB)];
    if (x < y) parent.set(y, x);
    else parent.set(x, y);
  }
  return items.map((item) => ({ ...item, group: root(item.group) }));
}
