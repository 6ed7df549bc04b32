import { InputError, randomSource } from "../core/mod.ts";
import type { FoldRecipe } from "../recipes/recipe.ts";
import {
  assignGroups,
  type BinnedGroup,
  chooseHoldOut,
} from "./balance_groups.ts";
import type { FoldBalance, Folds } from "./folds.ts";

/** A labelled image as the split sees it. */
export interface FoldItem {
  /** Unique. */
  readonly id: string;
  /** What must never be split. */
  readonly group: string;
  /** Foreground pixels / all pixels, in [0, 1]. */
  readonly ratio: number;
}

const byCode = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;

function requireThat(
  holds: boolean,
  what: string,
  must: string,
  value: unknown,
  remedy?: string,
): void {
  if (holds) return;
  throw new InputError(
    `Cannot make folds: ${what} must be ${must}, current value is ${value}`,
    remedy === undefined ? {} : { remedy },
  );
}

function checkRecipe({ count, holdOut, ratioBins }: FoldRecipe): void {
  const whole = Number.isSafeInteger(count) && count >= 2;
  requireThat(whole, "folds.count", "an integer of 2 or more", count);
  const share = holdOut >= 0 && holdOut < 1;
  requireThat(share, "folds.holdOut", "in [0, 1)", holdOut);
  const rising = ratioBins[0] === 0 &&
    ratioBins.every((lower, i) => i === 0 || lower > ratioBins[i - 1]!);
  const bounds = "rising lower bounds, the first 0";
  requireThat(rising, "folds.ratioBins", bounds, `[${ratioBins.join(", ")}]`);
}

function checkItems(items: readonly FoldItem[]): void {
  const seen = new Set<string>();
  for (const { id, ratio } of items) {
    requireThat(!seen.has(id), "ids", "unique", `"${id}" twice`);
    seen.add(id);
    const share = ratio >= 0 && ratio <= 1;
    requireThat(share, `the area ratio of "${id}"`, "in [0, 1]", ratio);
  }
}

/** Index of the last bin whose lower bound is not above the ratio. */
function binOf(ratio: number, ratioBins: readonly number[]): number {
  return ratioBins.findLastIndex((lower) => lower <= ratio);
}

/** Largest first; of one size, by the bin with most of their images, then in random order. */
function binnedGroups(
  items: readonly FoldItem[],
  ratioBins: readonly number[],
  seed: number,
): BinnedGroup[] {
  const byGroup = Map.groupBy(items, (item) => item.group);
  const names = [...byGroup.keys()].sort(byCode);
  const order = randomSource(seed, "folds").shuffle(names);
  return order.map((name) => {
    const members = byGroup.get(name)!;
    const bins = ratioBins.map(() => 0);
    for (const { ratio } of members) bins[binOf(ratio, ratioBins)]!++;
    const ids = members.map((item) => item.id);
    return { name, ids, size: members.length, bins };
  }).map((group) => ({
    group,
    main: group.bins.indexOf(Math.max(...group.bins)),
  }))
    .sort((a, b) => b.group.size - a.group.size || a.main - b.main)
    .map(({ group }) => group);
}

/**
 * Splits the labelled images into a hold-out and k validation folds.
 *
 * Images are stratified by area ratio: each bin of the recipe gives its share to the hold-out, and the rest of it is
 * spread evenly over the folds. Groups are never split, and every image is used exactly once. The order of `items`
 * does not matter.
 *
 * Bounds. Where every image is a group of its own: the hold-out has `round(holdOut * n)` images, each bin gives its
 * share to within one, and both the folds' sizes and each bin's counts differ by at most one between folds. Else the
 * sizes of two folds differ by no more than the largest group; the hold-out passes its share by no more than half
 * the largest group, or is one group where every group is larger than twice the share.
 *
 * @param items The labelled images.
 * @param recipe Folds, share of the hold-out, bins.
 * @param seed Keys the random choices.
 * @returns What `folds.json` holds.
 * @throws {InputError} Where there are fewer groups than folds (and hold-out), ids are not unique, a ratio is not in
 * [0, 1], or the recipe makes no sense.
 *
 * @example
 * ```ts
 * import { makeFolds } from "./make_folds.ts";
 *
 * const items = Array.from({ length: 12 }, (_, i) => ({ id: `i${i}`, group: `g${i % 6}`, ratio: i / 12 }));
 * const folds = makeFolds(items, { count: 2, holdOut: 0.2, ratioBins: [0, 0.5] }, 7);
 * if (folds.holdOut.length !== 2 || folds.folds[0]?.length !== 4 && folds.folds[0]?.length !== 6) throw new Error();
 * ```
 */
export function makeFolds(
  items: readonly FoldItem[],
  recipe: FoldRecipe,
  seed: number,
): Folds {
  checkRecipe(recipe);
  checkItems(items);
  const { count, holdOut: share, ratioBins } = recipe;
  const groups = binnedGroups(items, ratioBins, seed);
  const needed = count + (Math.round(items.length * share) > 0 ? 1 : 0);
  requireThat(
    groups.length >= needed,
    "the number of groups",
    `at least ${needed} (${count} folds${
      needed > count ? " and a hold-out" : ""
    })`,
    `${groups.length} (${items.length} labelled images)`,
    "Give more labelled images, ask for fewer folds (--folds), or name smaller groups.",
  );
  const held = chooseHoldOut(groups, share, groups.length - count);
  const rest = groups.filter((_, i) => !held.has(i));
  const assigned = assignGroups(rest, count, randomSource(seed, "fold orders"));
  const parts = [
    groups.filter((_, i) => held.has(i)),
    ...Array.from(
      { length: count },
      (_, f) => rest.filter((_, i) => assigned[i] === f),
    ),
  ];
  const ids = parts.map((part) =>
    part.flatMap((group) => group.ids).sort(byCode)
  );
  const ratios = new Map(items.map((item) => [item.id, item.ratio]));
  return {
    version: 1,
    seed,
    holdOut: ids[0]!,
    folds: ids.slice(1),
    bins: ratioBins.map((lower, b) => ({
      lower,
      count: groups.reduce((sum, group) => sum + group.bins[b]!, 0),
    })),
    balance: parts
      .map((part, p) => balanceRow(part, p, ids[p]!, ratios))
      .filter((row) => row.images > 0),
  };
}

function balanceRow(
  part: readonly BinnedGroup[],
  index: number,
  ids: readonly string[],
  ratios: ReadonlyMap<string, number>,
): FoldBalance {
  const sum = ids.reduce((total, id) => total + ratios.get(id)!, 0);
  const bins =
    part[0]?.bins.map((_, b) =>
      part.reduce((count, group) => count + group.bins[b]!, 0)
    ) ?? [];
  return {
    part: index === 0 ? "hold-out" : `fold ${index - 1}`,
    images: ids.length,
    groups: part.length,
    meanRatio: ids.length === 0 ? 0 : sum / ids.length,
    bins,
  };
}
