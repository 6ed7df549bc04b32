import type { MapMeasures } from "./map_search.ts";
import { PixelCurvesBuilder } from "./pixel_curves.ts";
import { type PixelMetric, scoreCounts } from "./pixel_score.ts";
import { ReliabilityBuilder } from "./reliability.ts";
import type { MapFileMeasures } from "./score_map_file.ts";
import { ScoreTable } from "./score_table.ts";
import { levelProbabilities } from "./stored_map.ts";

/** Adds up what is measured of maps, one after the other: about 3 MB, however many they are. */
export class MeasureSums {
  readonly #metric: PixelMetric;
  readonly #thresholds = levelProbabilities(65536);
  readonly #curve = new ScoreTable(65536, 1);
  readonly #baselines = new ScoreTable(2, 1);
  readonly #reliability = new ReliabilityBuilder();
  readonly #pixelCurves = new PixelCurvesBuilder();

  /** @param metric Of the curve and the baselines. */
  constructor(metric: PixelMetric) {
    this.#metric = metric;
  }

  /** Adds one map. */
  add({ levels, labelled, pixels, reliability }: MapFileMeasures): void {
    const counts = {
      thresholds: this.#thresholds,
      predicted: levels.subarray(0, 65536),
      both: levels.subarray(65536),
      labelled,
      pixels,
    };
    this.#curve.add(0, scoreCounts(counts, this.#metric));
    this.#pixelCurves.add(counts);
    const blind = {
      labelled,
      pixels,
      predicted: Int32Array.of(pixels, 0),
      both: Int32Array.of(labelled, 0),
    };
    this.#baselines.add(0, scoreCounts(blind, this.#metric));
    this.#reliability.addSums(reliability);
  }

  /** Means over the maps added so far. */
  mean(): MapMeasures {
    const [allForeground, allBackground] = this.#baselines.means();
    return {
      curve: { thresholds: this.#thresholds, scores: this.#curve.means() },
      pixelCurves: this.#pixelCurves.curves(),
      reliability: this.#reliability.diagram(),
      baselines: {
        allForeground: allForeground!,
        allBackground: allBackground!,
      },
    };
  }
}
