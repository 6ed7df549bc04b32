import {
  type GalleryItem,
  overlayMask,
  type TableValue,
} from "../plots/mod.ts";
import { type Dataset } from "../datasets/mod.ts";
import {
  type LeaderboardRow,
  readSubmission,
  type RunScores,
} from "../submission/mod.ts";
import type { BoardScores } from "../stages/submit.ts";
import { recordsOf } from "../stages/survey.ts";

const score = (value: number | undefined) =>
  value === undefined ? "" : value.toFixed(4);

/**
 * Runs as rows of the leaderboard; scores are mean Dice.
 *
 * @param rows From `readLeaderboard`, the best first.
 *
 * @example
 * ```ts
 * import { leaderboardRows } from "./submission.ts";
 *
 * const [row] = leaderboardRows([{ run: "a", state: "half-finished", recipe: "unet_baseline" }]);
 * if (row?.["recipe"] !== "unet_baseline" || row["hold-out"] !== "") throw new Error();
 * ```
 */
export function leaderboardRows(
  rows: readonly LeaderboardRow[],
): Record<string, TableValue>[] {
  return rows.map(({ run, state, recipe, scores }) => ({
    run,
    state,
    recipe: recipe ?? "",
    data: scores?.dataset ?? "",
    folds: scores?.folds ?? "",
    "Dice out-of-fold": score(scores?.meanDiceOutOfFold),
    "after the search": score(scores?.meanDiceAfterSearch),
    "hold-out": score(scores?.holdOutDice),
    submission: scores ? (scores.submission.valid ? "valid" : "not valid") : "",
  }));
}

/**
 * The submission as it was read back: each mask's outline on its image.
 *
 * @param path The zip.
 * @param dataset The images that it is for.
 * @param count How many of its masks; where there are fewer, all.
 * @throws {InputError} Where the zip cannot be read, or holds a mask of no image.
 */
export async function contactSheet(
  path: string,
  dataset: Dataset,
  count: number,
): Promise<GalleryItem[]> {
  const items: GalleryItem[] = [];
  for await (const { name, mask } of readSubmission(path)) {
    if (items.length === count) break;
    const id = name.replace(/\.png$/, "");
    const [record] = recordsOf([...dataset.unlabelled, ...dataset.labelled], [
      id,
    ]);
    const { image } = await dataset.load(record!);
    const share = mask.data.reduce((sum, value) => sum + value, 0) /
      mask.data.length;
    items.push({
      picture: overlayMask(image, mask, { color: "#00e5ff" }),
      title: id,
      note: `${(share * 100).toFixed(2)} % foreground`,
    });
  }
  return items;
}

/**
 * Every score of a finished run as rows; the boards' where the hidden labels are known.
 *
 * @param scores From `writeScores` or `readScores`.
 * @param boards From `scoreBoards`.
 *
 * @example
 * ```ts
 * import { finalRows } from "./submission.ts";
 *
 * const rows = finalRows({
 *   run: "a",
 *   recipe: "unet_baseline",
 *   dataset: "mine",
 *   folds: 2,
 *   meanDiceByFold: [0.8, 0.6],
 *   meanDiceOutOfFold: 0.7,
 *   meanDiceAfterSearch: 0.75,
 *   submission: { path: "submission.zip", images: 3, valid: true },
 *   createdAt: "2026-11-21T10:00:00Z",
 * }, undefined);
 * if (rows.length !== 2 || rows[1]?.["mean Dice"] !== "0.7500") throw new Error();
 * ```
 */
export function finalRows(
  scores: RunScores,
  boards: BoardScores | undefined,
): Record<string, TableValue>[] {
  const rows: [string, number | undefined][] = [
    ["out-of-fold, threshold 0.5", scores.meanDiceOutOfFold],
    ["out-of-fold, after the search", scores.meanDiceAfterSearch],
    ["hold-out", scores.holdOutDice],
    ["public board (hidden labels of the drawn slides)", boards?.public],
    ["private board (hidden labels of the drawn slides)", boards?.private],
  ];
  return rows.filter(([, value]) => value !== undefined)
    .map(([images, value]) => ({ images, "mean Dice": score(value) }));
}
