import type { Mask } from "../core/mod.ts";
import { type CocoRuns, decodeCoco } from "../imaging/run_length/mod.ts";
import { type GridCounts, gridCounts } from "./grid_counts.ts";
import { type PixelMetric, scoreCounts } from "./pixel_score.ts";
import { readMapAt } from "./read_map_file.ts";
import { ReliabilityBuilder } from "./reliability.ts";
import type { SearchGrid } from "./search_grid.ts";
import type { StoredMap } from "./stored_map.ts";
import { levelCounts } from "./threshold_counts.ts";

/** What a thread is told to score: plain values, the label as run lengths. */
export interface MapFileTask {
  /** Path of the map, as `writeProbabilityMap` writes it. */
  readonly map: string;
  /** The label at the original image's size. */
  readonly truth: CocoRuns;
  readonly grid: SearchGrid;
  /** Scores wanted, one table each. */
  readonly metrics: readonly PixelMetric[];
  /** Points that are wanted; without them all. */
  readonly points?: readonly number[];
  /** Whether {@linkcode MapFileMeasures} are wanted too. */
  readonly measure?: boolean;
}

/** What one pass over a map tells beside. */
export interface MapFileMeasures {
  /** Pixels above every level of a 16-bit map, then those of them that are foreground in the truth. */
  readonly levels: Int32Array<ArrayBuffer>;
  /** Foreground pixels of the truth. */
  readonly labelled: number;
  /** All pixels. */
  readonly pixels: number;
  /** From `ReliabilityBuilder.sums`. */
  readonly reliability: Float64Array<ArrayBuffer>;
}

/** What it answers. */
export interface MapFileScores {
  /** For each metric the scores of all points, or of those wanted, one metric after the other. */
  readonly scores: Float64Array<ArrayBuffer>;
  /** For each metric the score at threshold .5, nothing removed. */
  readonly before: Float64Array<ArrayBuffer>;
  /** Where they were asked for. */
  readonly measures?: MapFileMeasures;
}

/** Counts all that is above .5. */
function plainCounts({ data }: StoredMap, truth: Mask): GridCounts {
  // In steps of a stored map .5 lies between two of them.
  const half = data instanceof Float32Array
    ? .5
    : (2 ** (8 * data.BYTES_PER_ELEMENT) - 1) / 2;
  let predicted = 0, both = 0, labelled = 0;
  for (let i = 0; i < data.length; i++) {
    const marked = data[i]! > half ? 1 : 0;
    const hit = truth.data[i] !== 0 ? 1 : 0;
    predicted += marked;
    labelled += hit;
    both += marked & hit;
  }
  return {
    predicted: Int32Array.of(predicted),
    both: Int32Array.of(both),
    labelled,
    pixels: data.length,
  };
}

/**
 * Reads one map and scores every point of the grid.
 *
 * @param task Map, label and grid.
 * @throws {InputError} Where the map is missing or damaged, or the grid's values do not rise.
 *
 * @example
 * ```ts
 * import { encodeCoco, writeProbabilityMap } from "../imaging/mod.ts";
 * import { scoreMapFile } from "./score_map_file.ts";
 *
 * const map = `${await Deno.makeTempDir()}/a.png`;
 * await writeProbabilityMap(map, { data: Float32Array.of(.9, .6, 0), width: 3, height: 1 });
 * const truth = encodeCoco({ data: Uint8Array.of(1, 0, 0), width: 3, height: 1 });
 * const grid = { kind: "area", thresholds: [.5, .7], minimumAreas: [0] } as const;
 * const { scores } = await scoreMapFile({ map, truth, grid, metrics: [{ name: "precision" }] });
 * if (scores.join() !== "0.5,1") throw new Error();
 * ```
 */
export async function scoreMapFile(task: MapFileTask): Promise<MapFileScores> {
  const { grid, metrics, points } = task;
  const truth = decodeCoco(task.truth);
  const map = await readMapAt(task.map, truth);
  const counts = gridCounts(map, truth, grid);
  const plain = plainCounts(map, truth);
  const tables = metrics.map((metric) => {
    const scores = scoreCounts(counts, metric);
    return points ? Float64Array.from(points, (p) => scores[p]!) : scores;
  });
  const all = new Float64Array(
    tables.reduce((sum, { length }) => sum + length, 0),
  );
  tables.reduce((at, table) => {
    all.set(table, at);
    return at + table.length;
  }, 0);
  const before = metrics.map((metric) => scoreCounts(plain, metric)[0]!);
  return {
    scores: all,
    before: Float64Array.from(before),
    ...(task.measure ? { measures: measureMap(map, truth) } : {}),
  };
}

function measureMap(map: StoredMap, truth: Mask): MapFileMeasures {
  const counts = levelCounts(map, truth);
  const { predicted, both, labelled, pixels } = counts;
  const levels = new Int32Array(2 * predicted.length);
  levels.set(predicted);
  levels.set(both, predicted.length);
  const builder = new ReliabilityBuilder();
  // A map in single precision has values between the levels.
  if (map.data instanceof Float32Array) builder.add(map, truth);
  else builder.addCounts(counts);
  return { levels, labelled, pixels, reliability: builder.sums() };
}
