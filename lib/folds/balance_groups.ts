import type { RandomSource } from "../core/mod.ts";

/** A group as the assignment sees it: how many images it brings to each bin. */
export interface BinnedGroup {
  readonly name: string;
  readonly ids: readonly string[];
  /** Images in all. */
  readonly size: number;
  /** Images a bin. */
  readonly bins: readonly number[];
}

/** Images a bin and in all, of a part of the split. */
interface Load {
  size: number;
  readonly bins: number[];
}

const load = (bins: number): Load => ({ size: 0, bins: Array(bins).fill(0) });

function add(load: Load, group: BinnedGroup, sign: 1 | -1): void {
  load.size += sign * group.size;
  group.bins.forEach((count, b) => load.bins[b]! += sign * count);
}

/** All groups' images a bin and in all. */
export function total(groups: readonly BinnedGroup[], bins: number): Load {
  const sum = load(bins);
  for (const group of groups) add(sum, group, 1);
  return sum;
}

/**
 * Cuts a whole number into whole shares as near as possible to `share` of each part (largest remainder).
 * Of equal remainders, the smaller part is served first: rare bins should not lose their only held-out image.
 */
function wholeShares(parts: readonly number[], share: number): number[] {
  const exact = parts.map((part) => part * share);
  const shares = exact.map((value) => Math.floor(value + 1e-9));
  const sum = parts.reduce((a, b) => a + b, 0);
  const missing = Math.round(sum * share) - shares.reduce((a, b) => a + b, 0);
  exact
    .map((value, i) => ({ i, rest: value - shares[i]!, part: parts[i]! }))
    .sort((a, b) => b.rest - a.rest || a.part - b.part || a.i - b.i)
    .slice(0, Math.max(missing, 0))
    .forEach(({ i }) => shares[i]!++);
  return shares;
}

/**
 * Chooses the groups that are held out, so that each bin gives its share.
 *
 * Greedy, in the order given: a group is taken where that brings the bins nearer to their shares (squared distance,
 * each bin weighed by 1 / its images) and the total no further from its own.
 *
 * @returns Indices of the groups held out; at most `most` of them, and at least one where the share is not nothing.
 */
export function chooseHoldOut(
  groups: readonly BinnedGroup[],
  share: number,
  most: number,
): Set<number> {
  const bins = groups[0]!.bins.length;
  const all = total(groups, bins);
  const wanted = wholeShares(all.bins, share);
  const wantedSize = wanted.reduce((a, b) => a + b, 0);
  const held = load(bins);
  const chosen = new Set<number>();
  const change = (group: BinnedGroup): number => {
    let sum = 0;
    group.bins.forEach((count, b) => {
      if (count > 0) {
        sum += (2 * (held.bins[b]! - wanted[b]!) + count) * count /
          all.bins[b]!;
      }
    });
    return sum;
  };
  if (wantedSize === 0) return chosen;
  groups.forEach((group, i) => {
    const missing = wantedSize - held.size;
    const nearer = Math.abs(missing - group.size) <= missing;
    if (chosen.size < most && nearer && change(group) < 0) {
      add(held, group, 1);
      chosen.add(i);
    }
  });
  if (chosen.size === 0) {
    // Every group is too large for the share: the one that overshoots least.
    const costs = groups.map(change);
    chosen.add(costs.indexOf(Math.min(...costs)));
  }
  return chosen;
}

/** Starts of the search for an even spread, where groups have several images. */
const STARTS = 8;

/**
 * Assigns whole groups to folds so that each bin, and the number of images, is spread evenly.
 *
 * Greedy, the largest groups first, then single moves and swaps while they help; the same again from random orders,
 * and the best of all is taken. The cost is the squared distance from an even spread, each bin weighed by 1 / its
 * images, and the sizes likewise. Throughout, two folds differ by no more images than the largest group has, and at
 * the end no fold is without a group.
 *
 * @param groups Sorted by size, the largest first; at least `count` of them.
 * @param random Draws the other orders.
 * @returns The fold of each group.
 */
export function assignGroups(
  groups: readonly BinnedGroup[],
  count: number,
  random: RandomSource,
): number[] {
  const all = total(groups, groups[0]!.bins.length);
  let order = groups.map((_, i) => i);
  let best: number[] = [];
  let bestCost = Infinity;
  // Groups of one image each are as even as can be after the first.
  const starts = groups[0]!.size > 1 ? STARTS : 1;
  for (let start = 0; start < starts; start++) {
    const folds = Array.from({ length: count }, () => load(all.bins.length));
    const assigned = assignGreedily(groups, order, folds, all);
    if (starts > 1) refine(groups, assigned, folds, all);
    const cost = unevenness(folds, all);
    if (cost < bestCost - 1e-9) [best, bestCost] = [assigned, cost];
    order = random.shuffle(order);
  }
  return best;
}

/** Squared counts, each bin and the sizes weighed by 1 / their sum: least where all is spread evenly. */
function unevenness(folds: readonly Load[], all: Load): number {
  let sum = 0;
  for (const { size, bins } of folds) {
    sum += size * size / all.size;
    bins.forEach((count, b) => {
      if (count > 0) sum += count * count / all.bins[b]!;
    });
  }
  return sum;
}

/**
 * Gives each group in turn to the fold that grows least uneven by it; fills `folds`. An empty fold costs nothing, so
 * the first groups go one to each.
 */
function assignGreedily(
  groups: readonly BinnedGroup[],
  order: readonly number[],
  folds: readonly Load[],
  all: Load,
): number[] {
  const largest = groups[0]!.size;
  const assigned: number[] = [];
  for (const index of order) {
    const group = groups[index]!;
    const smallest = Math.min(...folds.map((fold) => fold.size));
    let best = -1, bestCost = Infinity;
    folds.forEach((fold, f) => {
      if (fold.size + group.size > smallest + largest) return;
      let cost = fold.size * group.size / all.size;
      group.bins.forEach((images, b) => {
        if (images > 0) cost += fold.bins[b]! * images / all.bins[b]!;
      });
      if (cost < bestCost - 1e-12) [best, bestCost] = [f, cost];
    });
    add(folds[best]!, group, 1);
    assigned[index] = best;
  }
  return assigned;
}

/** Change of the unevenness where fold f gives `out` to fold h and gets `back` for it. */
function exchangeCost(
  f: Load,
  h: Load,
  out: BinnedGroup,
  back: BinnedGroup,
  all: Load,
): number {
  const size = back.size - out.size;
  let sum = 2 * size * (f.size - h.size + size) / all.size;
  for (let b = 0; b < all.bins.length; b++) {
    const d = back.bins[b]! - out.bins[b]!;
    if (d !== 0) sum += 2 * d * (f.bins[b]! - h.bins[b]! + d) / all.bins[b]!;
  }
  return sum;
}

/** How far the sizes of two folds differ at most, were `size` images moved from fold h to fold f. */
function sizeSpread(
  folds: readonly Load[],
  f: number,
  h: number,
  size: number,
) {
  const sizes = folds.map((fold, i) =>
    fold.size + (i === f ? size : i === h ? -size : 0)
  );
  return Math.max(...sizes) - Math.min(...sizes);
}

/** Swaps look at every pair of groups; beyond this many, moves alone are even enough. */
const MOST_SWAPPED = 800;

/** Moves and swaps groups while the unevenness falls; see {@linkcode assignGroups}. */
function refine(
  groups: readonly BinnedGroup[],
  assigned: number[],
  folds: Load[],
  all: Load,
): void {
  const largest = groups[0]!.size;
  const nothing = { name: "", ids: [], size: 0, bins: all.bins.map(() => 0) };
  let helped = true;

  /** Gives group i to fold h, and group j of that fold for it, where that helps. */
  const tryExchange = (i: number, h: number, j?: number) => {
    const f = assigned[i]!;
    if (f === h) return;
    const out = groups[i]!;
    const back = j === undefined ? nothing : groups[j]!;
    if (exchangeCost(folds[f]!, folds[h]!, out, back, all) >= -1e-9) return;
    if (sizeSpread(folds, f, h, back.size - out.size) > largest) return;
    add(folds[f]!, out, -1);
    add(folds[h]!, out, 1);
    add(folds[h]!, back, -1);
    add(folds[f]!, back, 1);
    assigned[i] = h;
    if (j !== undefined) assigned[j] = f;
    helped = true;
  };

  for (let pass = 0; helped && pass < 20; pass++) {
    helped = false;
    for (let i = 0; i < groups.length; i++) {
      for (let h = 0; h < folds.length; h++) tryExchange(i, h);
      if (groups.length > MOST_SWAPPED) continue;
      for (let j = i + 1; j < groups.length; j++) {
        tryExchange(i, assigned[j]!, j);
      }
    }
  }
}
