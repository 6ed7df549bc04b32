import { createHash } from "node:crypto";

/**
 * Makes an id of each relative path that is unique and safe as a file name on any system: folders are joined by `_`,
 * other characters than letters, digits, `.`, `_` and `-` become `_`. Where two paths would share an id (also when
 * only upper and lower case differ), each gets six digits of its path's SHA-256, so that an id never depends on the
 * order of listing.
 *
 * @param stems Relative paths without ending, all different.
 * @returns An id for each, in the same order.
 *
 * @example
 * ```ts
 * import { assignIds } from "./assign_ids.ts";
 *
 * if (assignIds(["testing/00", "a b"]).join() !== "testing_00,a_b") throw new Error();
 * if (new Set(assignIds(["a/b", "a_b"])).size !== 2) throw new Error();
 * ```
 */
export function assignIds(stems: readonly string[]): string[] {
  const plain = stems.map((stem) =>
    stem.replaceAll(/[^A-Za-z0-9._-]+/g, "_").replace(/^[.-]/, "_")
  );
  const counts = new Map<string, number>();
  for (const id of plain) {
    const key = id.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return plain.map((id, i) => {
    if (counts.get(id.toLowerCase()) === 1) return id;
    const digest = createHash("sha256").update(stems[i]!).digest("hex");
    return `${id}-${digest.slice(0, 6)}`;
  });
}
