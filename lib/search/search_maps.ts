import { InputError } from "../core/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import {
  askedOfPoint,
  chooseMapPoint,
  surveyPoints,
} from "./choose_map_point.ts";
import { chooseByFold, scoreByFold } from "./fold_choices.ts";
import { gainWarnings, gridWarnings } from "./map_gain.ts";
import type {
  ImageScores,
  MapChoice,
  MapSearch,
  MapSearchResult,
  MapSource,
} from "./map_search.ts";
import { MeasureSums } from "./measure_sums.ts";
import type { PixelMetric } from "./pixel_score.ts";
import type { MapFileScores, MapFileTask } from "./score_map_file.ts";
import { ScoreTable } from "./score_table.ts";
import { checkGrid, gridAxes, gridSize } from "./search_grid.ts";
import { type TaskPool, withPool } from "./task_pool.ts";

/**
 * Searches a grid over maps that are read from the disk one after the other, in threads.
 *
 * Memory: each thread holds one map (2 bytes a pixel as it is stored, 4 more where it is resized), its label
 * (1 byte a pixel), the objects of all thresholds (16 bytes each, 256 MB at most) or the component tree while it grows
 * (about 50 bytes a node, of which there are at most as many as pixels) and 16 bytes a point of the grid, 8 more a
 * metric; this thread holds 4 MB a fold (32 bytes a point, where
 * that is more), 16 bytes a point, fold and constraint, and a few numbers an image, 16 KB where the grid is small. Beyond
 * these the number of images does not matter.
 *
 * @throws {InputError} Where there is no image, an id comes twice, a map cannot be read, or no point has a score and
 * meets the constraints.
 * @throws {DOMException} The signal's reason.
 *
 * @example
 * ```ts
 * import { encodeCoco, writeProbabilityMap } from "../imaging/mod.ts";
 * import { searchMaps } from "./search_maps.ts";
 *
 * const map = `${await Deno.makeTempDir()}/a.png`;
 * await writeProbabilityMap(map, { data: Float32Array.of(.9, .6, 0), width: 3, height: 1 });
 * const truth = encodeCoco({ data: Uint8Array.of(1, 0, 0), width: 3, height: 1 });
 * const { choice, before } = await searchMaps({
 *   images: () => [{ id: "a", fold: 0, map, truth }],
 *   grid: { kind: "area", thresholds: [.5, .7, .8], minimumAreas: [0] },
 *   metric: { name: "dice" },
 *   workers: 0,
 * });
 * if (choice.setting["threshold"] !== .8 || choice.score !== 1 || before !== 2 / 3) throw new Error();
 * ```
 */
export async function searchMaps(search: MapSearch): Promise<MapSearchResult> {
  checkGrid(search.grid);
  return await withPool(search, (pool) => searchIn(pool, search));
}

/** Grids of no more points are scored in one pass, every image's scores kept: at most 16 KB an image. */
const KEPT_POINTS = 2048;

/** An image of the first pass. */
interface FirstImage
  extends Pick<ImageScores, "id" | "fold" | "group" | "before"> {
  /** At all points, where the grid is small. */
  readonly scores?: Float64Array;
}

/** What the first pass adds up. */
interface FirstPass {
  /** Sums of what is to be greatest, then of each constraint's metric. */
  readonly tables: readonly ScoreTable[];
  readonly measures: MeasureSums | undefined;
  /** By their ids. */
  readonly images: readonly FirstImage[];
}

async function searchIn(
  pool: TaskPool,
  search: MapSearch,
): Promise<MapSearchResult> {
  const { grid, seed = 0 } = search;
  const first = await firstPass(pool, search);
  const { tables, measures } = first;
  const choices = chooseByFold(
    tables[0]!.folds,
    (without) => chooseMapPoint(grid, tables, search, without),
    askedOfPoint(search),
  );
  const { choice, others, noGain } = choices;
  const points = [choice, ...others.values()].map(({ point }) => point);
  const scoreAt = await scoresAt(pool, search, first.images, [
    ...new Set(points),
  ]);
  const { images, gain } = scoreByFold(first.images, choices, scoreAt, seed);
  return {
    grid,
    choice,
    ...surveyPoints(grid, tables, search),
    table: tables[0]!,
    before: meanScore(images.map(({ before }) => before)),
    images,
    ...(gain ? { gain } : {}),
    ...(noGain ? { noGain } : {}),
    ...(measures ? { measures: measures.mean() } : {}),
    warnings: [
      ...(noGain ? [noGain] : gainWarnings(gain)),
      ...gridWarnings(grid, choice),
    ],
  };
}

/** Scores all points of all images, once. */
async function firstPass(
  pool: TaskPool,
  search: MapSearch,
): Promise<FirstPass> {
  const { grid, metric, constraints = [] } = search;
  const size = gridSize(gridAxes(grid));
  const metrics = [metric, ...constraints.map((c) => c.metric)];
  const tables = [
    new ScoreTable(size),
    // Of these the mean alone is asked for.
    ...constraints.map(() => new ScoreTable(size, 1)),
  ];
  const measures = search.measure ? new MeasureSums(metric) : undefined;
  const images = new Map<string, FirstImage>();
  for await (const { source, result } of scoreAll(pool, search, metrics, 1)) {
    const { id, fold, group } = source;
    if (images.has(id)) {
      throw new InputError(
        `Cannot search: ids must be unique, current value is "${id}" twice`,
      );
    }
    const { scores, before } = result;
    tables.forEach((table, m) =>
      table.add(fold, scores.subarray(m * size, (m + 1) * size))
    );
    if (result.measures) measures?.add(result.measures);
    images.set(id, {
      id,
      fold,
      ...(group === undefined ? {} : { group }),
      before: before[0]!,
      ...(size <= KEPT_POINTS ? { scores: scores.slice(0, size) } : {}),
    });
  }
  if (images.size === 0) {
    throw new InputError(
      "Cannot search: there must be one image or more, current value is 0",
    );
  }
  const byId = [...images.values()].sort((a, b) => a.id < b.id ? -1 : 1);
  return { tables, measures, images: byId };
}

/** Each image's score at some points: kept from the first pass, or from a second one. */
async function scoresAt(
  pool: TaskPool,
  search: MapSearch,
  images: readonly FirstImage[],
  points: readonly number[],
): Promise<(image: FirstImage, choice: MapChoice) => number> {
  if (images.every(({ scores }) => scores)) {
    return ({ scores }, { point }) => scores![point]!;
  }
  const found = new Map<string, Float64Array>();
  const second = scoreAll(pool, search, [search.metric], 2, points);
  for await (const { source, result } of second) {
    found.set(source.id, result.scores);
  }
  return ({ id }, { point }) => found.get(id)![points.indexOf(point)]!;
}

/**
 * Scores image after image in the pool's threads. They are given in the order of the images, whichever thread ends
 * first: sums in floating point depend on it. Results that are ahead of their turn are held.
 */
async function* scoreAll(
  pool: TaskPool,
  { images, grid, measure = false, signal, onProgress }: MapSearch,
  metrics: readonly PixelMetric[],
  pass: 1 | 2,
  points?: readonly number[],
): AsyncGenerator<{ source: MapSource; result: MapFileScores }> {
  type Task = MapFileTask & { readonly source: MapSource; readonly at: number };
  async function* tasks(): AsyncGenerator<Task> {
    let at = 0;
    for await (const source of images()) {
      const { map, truth } = source;
      const some = points ? { points } : { measure };
      yield { source, at: at++, map, truth, grid, metrics, ...some };
    }
  }
  const target = {
    module: import.meta.resolve("./score_map_file.ts"),
    name: "scoreMapFile",
  };
  const ahead = new Map<number, { source: MapSource; result: MapFileScores }>();
  let done = 0, next = 0;
  const results = pool.run<Task, MapFileScores>(target, tasks(), signal);
  for await (const { task: { source, at }, result } of results) {
    ahead.set(at, { source, result });
    onProgress?.(++done, pass);
    for (let ready = ahead.get(next); ready; ready = ahead.get(next)) {
      ahead.delete(next++);
      yield ready;
    }
  }
}
