import { bootstrapMean, meanScore } from "../metrics/mod.ts";
import type { MapChoice, MapGain, MapSearchResult } from "./map_search.ts";
import { gridAxes, type SearchGrid } from "./search_grid.ts";

/** What each fold gains by the choice of the others. */
export function gainOf(
  images: MapSearchResult["images"],
  others: ReadonlyMap<number, MapChoice>,
  seed: number,
): MapGain {
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

/** What a reader should know before trusting the choice. */
export function warningsOf(
  grid: SearchGrid,
  { setting }: MapChoice,
  gain: MapGain | undefined,
): string[] {
  const warnings: string[] = [];
  if (gain?.withinNoise) {
    const { mean, low, high } = gain.interval;
    warnings.push(
      `The gain on unseen images, ${mean.toFixed(4)} (95 % interval ${
        low.toFixed(4)
      } to ${
        high.toFixed(4)
      }), is within noise: threshold .5 without post-processing may do as well.`,
    );
  }
  for (const { name, values } of gridAxes(grid)) {
    const value = setting[name];
    const smallest = name !== "minimumArea" && value === values[0];
    if (values.length === 1 || !(smallest || value === values.at(-1))) continue;
    warnings.push(
      `The chosen ${name} ${value} is at the end of the grid: widen it.`,
    );
  }
  return warnings;
}
