/** Levenshtein distance, letters compared without regard to case. */
function editDistance(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  let previous = Array.from({ length: y.length + 1 }, (_, j) => j);
  for (let i = 1; i <= x.length; i++) {
    const row = [i];
    for (let j = 1; j <= y.length; j++) {
      const substitute = previous[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1);
      row.push(Math.min(substitute, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[y.length]!;
}

/**
 * Finds the candidate a person most likely meant.
 *
 * @param name What was written.
 * @param candidates The names that exist.
 * @param most Letters that may differ: what is farther was not meant. @default {Infinity}
 * @returns The candidate with the smallest edit distance, the first of equals, or `undefined` where there is none.
 *
 * @example
 * ```ts
 * import { nearestName } from "./nearest_name.ts";
 *
 * if (nearestName("fodls", ["folds", "seed"]) !== "folds") throw new Error();
 * ```
 */
export function nearestName(
  name: string,
  candidates: readonly string[],
  most: number = Infinity,
): string | undefined {
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}
