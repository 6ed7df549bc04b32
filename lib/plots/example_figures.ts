import { exampleDistributions } from "./example_distributions.ts";
import { exampleHeatMaps } from "./example_heat_maps.ts";
import { exampleSearch } from "./example_search.ts";
import { exampleSeries } from "./example_series.ts";
import type { Figure } from "./figure.ts";

/** Figures of every kind, from drawn numbers: the snapshots' source, and a catalogue to look at. */
export function exampleFigures(): Record<string, Figure> {
  return {
    ...exampleDistributions(),
    ...exampleSeries(),
    ...exampleHeatMaps(),
    ...exampleSearch(),
  };
}
