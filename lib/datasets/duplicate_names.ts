import { InputError } from "../core/mod.ts";
import type { ListedFile } from "./list_images.ts";

/**
 * Finds files that differ only in their ending (`a.jpg`, `a.png`): which one a label belongs to cannot be known, so
 * none of them is used.
 *
 * @param files Files of one folder.
 * @returns The files that stand alone, and an error for each of the others.
 *
 * @example
 * ```ts
 * import { splitDuplicates } from "./duplicate_names.ts";
 *
 * const file = (stem: string, ending: string) => ({ path: stem + ending, relative: stem + ending, stem, ending });
 * const { single, problems } = splitDuplicates([file("a", ".jpg"), file("a", ".png"), file("b", ".png")]);
 * if (single.length !== 1 || problems.length !== 2) throw new Error();
 * ```
 */
export function splitDuplicates(files: readonly ListedFile[]) {
  const byStem = Map.groupBy(files, ({ stem }) => stem);
  const single: ListedFile[] = [];
  const problems: InputError[] = [];
  for (const same of byStem.values()) {
    if (same.length === 1) single.push(same[0]!);
    else {
      for (const file of same) {
        problems.push(
          new InputError(
            `Cannot use the image: its name without the ending must be unique, ${
              same.map(({ relative }) => relative).join(" and ")
            } share one`,
            { file: file.path, remedy: "Rename or remove all but one." },
          ),
        );
      }
    }
  }
  return { single, problems };
}
