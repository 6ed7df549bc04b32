import { writeJsonAtomic } from "../core/mod.ts";
import { isBetterScore, type MetricName } from "../metrics/mod.ts";
import type { Best } from "./checkpoint.ts";
import type { FoldFiles } from "./fold_files.ts";

/**
 * Puts a validation in its place among the best few.
 *
 * @param kept The best so far, the best first.
 * @param latest The new one; of equals the earlier is the better.
 * @param metric By which they are chosen.
 * @param limit How many are kept.
 *
 * @example
 * ```ts
 * import { keepBest } from "./kept_checkpoints.ts";
 *
 * const scores = [0.5, 0.7, 0.6, 0.7].map((score, i) => ({ epoch: i + 1, dice: score, score }));
 * const kept = scores.reduce((all, one) => keepBest(all, one, "dice", 2), scores.slice(0, 0));
 * if (kept.map(({ epoch }) => epoch).join() !== "2,4") throw new Error();
 * ```
 */
export function keepBest<T extends Best>(
  kept: readonly T[],
  latest: T,
  metric: MetricName,
  limit: number,
): T[] {
  const place = kept.findIndex(({ score }) =>
    isBetterScore(metric, latest.score, score)
  );
  return kept.toSpliced(place < 0 ? kept.length : place, 0, latest)
    .slice(0, limit);
}

const nameOf = ({ epoch }: Best) =>
  `epoch_${String(epoch).padStart(4, "0")}.safetensors`;

/** Where the weights of one of the best few lie. */
export const keptPath = (files: FoldFiles, best: Best): string =>
  `${files.kept}/${nameOf(best)}`;

/**
 * Writes which weights are kept, the best first, and deletes the others.
 *
 * @param files The fold's files.
 * @param kept The best few.
 * @param metric By which they were chosen.
 */
export async function writeKeptIndex(
  files: FoldFiles,
  kept: readonly Best[],
  metric: MetricName,
): Promise<void> {
  const checkpoints = kept.map((one) => ({ file: nameOf(one), ...one }));
  await writeJsonAtomic(`${files.kept}/index.json`, { metric, checkpoints });
  const wanted = new Set(["index.json", ...kept.map(nameOf)]);
  for await (const { name } of Deno.readDir(files.kept)) {
    if (!wanted.has(name)) await Deno.remove(`${files.kept}/${name}`);
  }
}
