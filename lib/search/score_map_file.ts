import type { Mask } from "../core/mod.ts";
import { decodePng16 } from "../imaging/png16.ts";
import { resizeProbabilityMap } from "../imaging/resize_probability_map.ts";
import { type CocoRuns, decodeCoco } from "../imaging/run_length/mod.ts";
import { gridCounts } from "./grid_counts.ts";
import { type PixelMetric, scoreCounts } from "./pixel_score.ts";
import type { SearchGrid } from "./search_grid.ts";
import type { StoredMap } from "./stored_map.ts";

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
}

/** What it answers. */
export interface MapFileScores {
  /** For each metric the scores of all points, or of those wanted, one metric after the other. */
  readonly scores: Float64Array<ArrayBuffer>;
  /** For each metric the score at threshold .5, nothing removed. */
  readonly before: Float64Array<ArrayBuffer>;
}

const PLAIN: SearchGrid = {
  kind: "area",
  thresholds: [.5],
  minimumAreas: [0],
};

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
  const map = await readAtSizeOf(task.map, truth);
  const counts = gridCounts(map, truth, grid);
  const plain = gridCounts(map, truth, PLAIN);
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
  return { scores: all, before: Float64Array.from(before) };
}

/** As it is stored where that is the label's size; resized in single precision elsewhere. */
async function readAtSizeOf(
  path: string,
  { width, height }: Mask,
): Promise<StoredMap> {
  const stored = await decodePng16(path);
  if (stored.width === width && stored.height === height) return stored;
  const data = Float32Array.from(stored.data, (v) => v / 65535);
  return resizeProbabilityMap({ ...stored, data }, width, height);
}
