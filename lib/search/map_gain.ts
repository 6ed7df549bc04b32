import { bootstrapMean, meanScore } from "../metrics/mod.ts";
import type { MapChoice, MapGain } from "./map_search.ts";
import { gridAxes, type SearchGrid } from "./search_grid.ts";

/** An image's scores without and with the choice of the other folds. */
export interface UnseenImage {
  readonly fold: number;
  readonly before: number;
  readonly unseen?: number;
}

/**
 * What each fold gains by the choice of the others.
 *
 * @param images Each with its score by what the other folds chose.
 * @param others What the folds but one chose, by that one.
 * @param seed Keys the bootstrap.
 *
 * @example
 * ```ts
 * import { gainOf } from "./map_gain.ts";
 *
 * const images = [{ fold: 0, before: .5, unseen: .75 }, { fold: 1, before: .5, unseen: .75 }];
 * const gain = gainOf(images, new Map([[0, "a"], [1, "b"]]), 7);
 * if (gain.interval.mean !== .25 || gain.withinNoise || gain.folds[1]?.choice !== "b") throw new Error();
 * ```
 */
export function gainOf<T>(
  images: readonly UnseenImage[],
  others: ReadonlyMap<number, T>,
  seed: number,
): MapGain<T> {
  const gains = images.map(({ unseen, before }) => unseen! - before);
  const interval = bootstrapMean(gains, { seed });
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
    withinNoise: !(interval.low > 0),
  };
}

/**
 * Says so where a gain cannot be told from chance.
 *
 * @param gain From {@linkcode gainOf}; none where there was only one fold.
 *
 * @example
 * ```ts
 * import { gainOf, noiseWarnings } from "./map_gain.ts";
 *
 * const images = [{ fold: 0, before: .5, unseen: .75 }, { fold: 1, before: .5, unseen: .25 }];
 * if (noiseWarnings(gainOf(images, new Map(), 7)).length !== 1) throw new Error();
 * ```
 */
export function noiseWarnings(gain: MapGain<unknown> | undefined): string[] {
  if (!gain?.withinNoise) return [];
  const { mean, low, high } = gain.interval;
  return [
    `The gain on unseen images, ${mean.toFixed(4)} (95 % interval ${
      low.toFixed(4)
    } to ${
      high.toFixed(4)
    }), is within noise: threshold .5 without post-processing may do as well.`,
  ];
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
