import { InputError } from "../core/mod.ts";
import type { Folds } from "./folds.ts";
import type { DuplicatePair } from "./groups_from_duplicates.ts";

/** An image as the leak check sees it. */
export interface LeakItem {
  readonly id: string;
  /** What must never be split: the group the data tells, not one merged from duplicates. */
  readonly group: string;
  /** Hash of the pixels or the file; equal ones are the same image. */
  readonly fingerprint?: string;
}

/** Two images that tell one part of the split about another. */
export interface Leak {
  /** "same group", "same image", or "duplicate (KIND)" of a pair that was given. */
  readonly reason: string;
  readonly a: string;
  /** "hold-out" or "fold 0", "fold 1" ... */
  readonly partA: string;
  readonly b: string;
  readonly partB: string;
}

function partsById(folds: Folds): Map<string, string> {
  const parts = new Map<string, string>();
  const put = (id: string, part: string) => {
    const other = parts.get(id);
    if (other !== undefined) {
      throw new InputError(
        `Cannot use these folds: every image must be in one part, current value is "${id}" in ${other} and ${part}`,
      );
    }
    parts.set(id, part);
  };
  for (const id of folds.holdOut) put(id, "hold-out");
  folds.folds.forEach((ids, f) => ids.forEach((id) => put(id, `fold ${f}`)));
  return parts;
}

/** Every labelled image in the split, and nothing else. */
function checkComplete(
  parts: ReadonlyMap<string, string>,
  items: readonly LeakItem[],
): void {
  const known = new Set(items.map((item) => item.id));
  const unused = [...known].filter((id) => !parts.has(id));
  const unknown = [...parts.keys()].filter((id) => !known.has(id));
  const faults = [
    unused.length > 0 && `in no part: ${unused.slice(0, 10).join(", ")}`,
    unknown.length > 0 && `not in the data: ${unknown.slice(0, 10).join(", ")}`,
  ].filter(Boolean);
  if (faults.length > 0) {
    throw new InputError(
      `Cannot use these folds: they must hold exactly the labelled images; ${
        faults.join("; ")
      }`,
      { remedy: "Run notebook 02 again: the data has changed." },
    );
  }
}

/** Pairs of equal key in different parts: each item against the first of its key in every other part. */
function splitKeys(
  items: readonly LeakItem[],
  parts: ReadonlyMap<string, string>,
  key: (item: LeakItem) => string | undefined,
  reason: string,
): Leak[] {
  const leaks: Leak[] = [];
  const firsts = new Map<string, Map<string, string>>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const partB = parts.get(item.id)!;
    const seen = firsts.get(name) ?? new Map<string, string>();
    firsts.set(name, seen);
    if (seen.has(partB)) continue;
    for (const [partA, a] of seen) {
      leaks.push({ reason, a, partA, b: item.id, partB });
    }
    seen.set(partB, item.id);
  }
  return leaks;
}

/**
 * Lists what leaks from one part of a split to another: a group in two parts, an image that is in two parts under
 * two names, a duplicate or near-duplicate across parts. Knows nothing of how the split was made.
 *
 * @param folds The split.
 * @param items Every labelled image.
 * @param duplicates Pairs of (near-)duplicates; pairs with an image that is not in the split are passed over.
 * @returns One entry for each pair of parts that a group, image or duplicate pair joins; empty where all is well.
 * @throws {InputError} Where an image is in two parts, or the split does not hold exactly the items.
 *
 * @example
 * ```ts
 * import { findLeaks } from "./check_leaks.ts";
 *
 * const folds = { version: 1, seed: 0, holdOut: [], folds: [["1"], ["2"]], bins: [], balance: [] } as const;
 * const items = [{ id: "1", group: "a" }, { id: "2", group: "a" }];
 * if (findLeaks(folds, items, [])[0]?.reason !== "same group") throw new Error();
 * ```
 */
export function findLeaks(
  folds: Folds,
  items: readonly LeakItem[],
  duplicates: Iterable<DuplicatePair>,
): Leak[] {
  const parts = partsById(folds);
  checkComplete(parts, items);
  const leaks = [
    ...splitKeys(items, parts, (item) => item.group, "same group"),
    ...splitKeys(items, parts, (item) => item.fingerprint, "same image"),
  ];
  for (const { a, b, kind } of duplicates) {
    const [partA, partB] = [parts.get(a), parts.get(b)];
    if (partA === undefined || partB === undefined || partA === partB) continue;
    leaks.push({ reason: `duplicate (${kind})`, a, partA, b, partB });
  }
  return leaks;
}

/**
 * Fails where one part of a split could tell about another; see {@linkcode findLeaks}.
 *
 * @param folds The split.
 * @param items Every labelled image.
 * @param duplicates Pairs of (near-)duplicates.
 * @throws {InputError} Names the pairs and their parts (the first 20).
 *
 * @example
 * ```ts
 * import { checkLeaks } from "./check_leaks.ts";
 *
 * const folds = { version: 1, seed: 0, holdOut: [], folds: [["1"], ["2"]], bins: [], balance: [] } as const;
 * const items = [{ id: "1", group: "a" }, { id: "2", group: "b" }];
 * checkLeaks(folds, items, []);
 * let message = "";
 * try {
 *   checkLeaks(folds, items, [{ a: "1", b: "2", kind: "near" }]);
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("1 (fold 0) and 2 (fold 1)")) throw new Error();
 * ```
 */
export function checkLeaks(
  folds: Folds,
  items: readonly LeakItem[],
  duplicates: Iterable<DuplicatePair>,
): void {
  const leaks = findLeaks(folds, items, duplicates);
  if (leaks.length === 0) return;
  const lines = leaks.slice(0, 20).map(({ reason, a, partA, b, partB }) =>
    `${reason}: ${a} (${partA}) and ${b} (${partB})`
  );
  if (leaks.length > lines.length) {
    lines.push(`and ${leaks.length - lines.length} more`);
  }
  throw new InputError(
    `Cannot use these folds: parts must not share images, groups or duplicates, current value is ${leaks.length} leak${
      leaks.length === 1 ? "" : "s"
    }\n  ${lines.join("\n  ")}`,
    {
      remedy: "Run notebook 02 again: it keeps groups and duplicates together.",
    },
  );
}
