import { bootstrapMean, meanScore } from "../metrics/mod.ts";
import type { MapChoice, MapGain } from "./map_search.ts";
import { gridAxes, type SearchGrid } from "./search_grid.ts";

/** An image's scores without and with the choice of the other folds. */
export interface UnseenImage {
  readonly fold: number;
  /** What it shares with others, which are drawn together. @default {nothing} */
  readonly group?: string;
  readonly before: number;
  readonly unseen?: number;
}

/**
 * What each fold gains by the choice of the others, with an interval from images drawn anew, group by group; the choices
 * are held fixed.
 *
 * @param images Each with its score by what the other folds chose.
 * @param others What the folds but one chose, by that one.
 * @param seed Keys the bootstrap.
 *
 * @example
 * ```ts
 * import { gainOf, gainVerdict } from "./map_gain.ts";
 *
 * const images = [{ fold: 0, before: .5, unseen: .75 }, { fold: 1, before: .5, unseen: .75 }];
 * const gain = gainOf(images, new Map([[0, "a"], [1, "b"]]), 7);
 * if (gain.interval.mean !== .25 || gainVerdict(gain.interval) !== "gain" || gain.folds[1]?.choice !== "b") throw new Error();
 * ```
 */
export function gainOf<T>(
  images: readonly UnseenImage[],
  others: ReadonlyMap<number, T>,
  seed: number,
): MapGain<T> {
  const gains = images.map(({ unseen, before }) => unseen! - before);
  const interval = bootstrapMean(gains, {
    seed,
    ...(images.some(({ group }) => group !== undefined)
      ? { groups: images.map(({ group }, i) => group ?? `image ${i}`) }
      : {}),
  });
  return {
    folds: Array.from(others, ([fold, choice]) => {
      const own = images.filter((image) => image.fold === fold);
      return {
        fold,
        images: own.length,
        choice,
        before: meanScore(own.map((image) => image.before)),
        after: meanScore(own.map((image) => image.unseen!)),
      };
    }),
    interval,
  };
}

/**
 * Whether an interval of gains lies above 0, holds it, or lies below.
 *
 * @param interval Of the mean.
 *
 * @example
 * ```ts
 * import { gainVerdict } from "./map_gain.ts";
 *
 * if (gainVerdict({ low: -.02, high: -.01 }) !== "loss") throw new Error();
 * ```
 */
export function gainVerdict(
  { low, high }: { readonly low: number; readonly high: number },
): "gain" | "noise" | "loss" {
  if (low > 0) return "gain";
  return high < 0 ? "loss" : "noise";
}

/**
 * Says so where a choice surely loses, and where its gain cannot be told from chance.
 *
 * @param gain From {@linkcode gainOf}; none where there was only one fold.
 *
 * @example
 * ```ts
 * import { gainOf, gainWarnings } from "./map_gain.ts";
 *
 * const images = [{ fold: 0, before: .5, unseen: .75 }, { fold: 1, before: .5, unseen: .25 }];
 * const [warning] = gainWarnings(gainOf(images, new Map(), 7));
 * if (!warning?.includes("within noise")) throw new Error();
 * ```
 */
export function gainWarnings(
  gain: Pick<MapGain<unknown>, "interval"> | undefined,
): string[] {
  if (!gain) return [];
  const { mean, low, high } = gain.interval;
  const range = `95 % interval ${low.toFixed(4)} to ${high.toFixed(4)}`;
  switch (gainVerdict(gain.interval)) {
    case "gain":
      return [];
    case "noise":
      return [
        `The gain on unseen images, ${
          mean.toFixed(4)
        } (${range}), is within noise: threshold .5 without post-processing may do as well.`,
      ];
    case "loss":
      return [
        `The choice loses on unseen images: ${
          mean.toFixed(4)
        } (${range}), more than chance would. Threshold .5 without post-processing is better.`,
      ];
  }
}

/** Says so where the choice lies at an end of the grid. */
export function gridWarnings(
  grid: SearchGrid,
  { setting }: Pick<MapChoice, "setting">,
): string[] {
  return gridAxes(grid).flatMap(({ name, values }) => {
    const value = setting[name];
    const smallest = name !== "minimumArea" && value === values[0];
    if (values.length === 1 || !(smallest || value === values.at(-1))) {
      return [];
    }
    return [`The chosen ${name} ${value} is at the end of the grid: widen it.`];
  });
}
