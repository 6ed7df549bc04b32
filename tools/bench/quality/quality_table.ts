import { markdownTable } from "../table_text.ts";
import { deviation, mean, type QualityScore } from "./score_maps.ts";

/** One side's result. */
export interface QualitySide {
  readonly name: string;
  readonly score: QualityScore;
  /** Training of each fold, minutes. */
  readonly minutes: readonly number[];
}

/** A score as papers write it. */
const short = (value: number) => value.toFixed(3).replace(/^0/, "");

/**
 * Writes the sides as a Markdown table, and below it how far apart they are, fold by fold.
 *
 * @param sides Ours, and the peer where it has run.
 *
 * @example
 * ```ts
 * import { qualityTable } from "./quality_table.ts";
 *
 * const score = (folds: number[]) => ({
 *   folds,
 *   images: folds,
 *   mean: folds[0]!,
 *   best: { threshold: 0.4, mean: 0.9 },
 *   global: 0.8,
 * });
 * const table = qualityTable([
 *   { name: "ours", score: score([0.8, 0.7]), minutes: [3, 4] },
 *   { name: "SMP", score: score([0.78, 0.7]), minutes: [4, 4] },
 * ]);
 * if (!table.includes("| ours | .800 | .900 (0.40) | .800 .700 | .071 | .800 | 3.5 |")) throw new Error(table);
 * if (!table.includes("+.010 ± .010")) throw new Error(table);
 * ```
 */
export function qualityTable(sides: readonly QualitySide[]): string {
  const table = markdownTable(
    [
      "side",
      ">mean Dice at .5",
      ">at its best threshold",
      ">folds at .5",
      ">spread",
      ">Dice of all pixels",
      ">minutes a fold",
    ],
    sides.map(({ name, score, minutes }) => [
      name,
      short(score.mean),
      `${short(score.best.mean)} (${score.best.threshold.toFixed(2)})`,
      score.folds.map(short).join(" "),
      short(deviation(score.folds)),
      short(score.global),
      mean(minutes).toFixed(1),
    ]),
  );
  const [ours, peer] = sides;
  if (!ours || !peer) return table;
  return `${table}\n\n${difference(ours, peer)}`;
}

/** Ours less the peer's, with the standard error over the folds. */
function difference(ours: QualitySide, peer: QualitySide): string {
  const gaps = ours.score.folds.map((value, i) => value - peer.score.folds[i]!);
  const gap = mean(gaps);
  const error = deviation(gaps) / Math.sqrt(gaps.length);
  const sign = gap < 0 ? "-" : "+";
  return `${ours.name} less ${peer.name}: ${sign}${short(Math.abs(gap))} ± ${
    short(error)
  } (mean and standard error over the folds).`;
}
