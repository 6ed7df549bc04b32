import { InputError } from "../core/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import { chooseMapPoint, surveyPoints } from "./choose_map_point.ts";
import { gainOf, warningsOf } from "./map_gain.ts";
import type {
  MapChoice,
  MapSearch,
  MapSearchResult,
  MapSource,
} from "./map_search.ts";
import type { PixelMetric } from "./pixel_score.ts";
import type { MapFileScores, MapFileTask } from "./score_map_file.ts";
import { ScoreTable } from "./score_table.ts";
import { checkGrid, gridAxes, gridSize } from "./search_grid.ts";
import { TaskPool } from "./task_pool.ts";

/**
 * Searches a grid over maps that are read from the disk one after the other, in threads.
 *
 * Memory: each thread holds one map (2 bytes a pixel as it is stored, 4 more where it is resized), its bins and label
 * (3 bytes a pixel), its component tree while it grows (about 50 bytes a node, of which there are at most as many as
 * pixels) and 16 bytes a point of the grid, 8 more a metric; this thread holds 16 bytes a point, fold and metric, and
 * a few numbers an image. Beyond these the number of images does not matter.
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
  const pool = new TaskPool(search.workers ?? 1);
  try {
    return await searchIn(pool, search);
  } finally {
    pool.close();
  }
}

async function searchIn(
  pool: TaskPool,
  search: MapSearch,
): Promise<MapSearchResult> {
  const { grid, metric, constraints = [], seed = 0, tolerance = .005 } = search;
  const size = gridSize(gridAxes(grid));
  const metrics = [metric, ...constraints.map((c) => c.metric)];
  const tables = metrics.map(() => new ScoreTable(size));
  const ids = new Set<string>();
  for await (const { image, scores } of scoreAll(pool, search, metrics, 1)) {
    if (ids.has(image.id)) {
      throw new InputError(
        `Cannot search: ids must be unique, current value is "${image.id}" twice`,
      );
    }
    ids.add(image.id);
    tables.forEach((table, m) =>
      table.add(image.fold, scores.subarray(m * size, (m + 1) * size))
    );
  }
  if (ids.size === 0) {
    throw new InputError(
      "Cannot search: there must be one image or more, current value is 0",
    );
  }
  const choose = (without?: number) =>
    chooseMapPoint(grid, tables, constraints, without);
  const choice = choose();
  const { folds } = tables[0]!;
  const others = folds.length < 2
    ? new Map<number, MapChoice>()
    : new Map(folds.map((fold) => [fold, choose(fold)]));
  const points = [
    ...new Set([choice, ...others.values()].map(({ point }) => point)),
  ];
  const images: MapSearchResult["images"][number][] = [];
  const second = scoreAll(pool, search, [metric], 2, points);
  for await (const { image: { id, fold }, scores, before } of second) {
    const at = ({ point }: MapChoice) => scores[points.indexOf(point)]!;
    const other = others.get(fold);
    images.push({
      id,
      fold,
      before: before[0]!,
      after: at(choice),
      ...(other ? { unseen: at(other) } : {}),
    });
  }
  // Threads end in any order; the result does not depend on it.
  images.sort((a, b) => a.id < b.id ? -1 : 1);
  const gain = others.size > 0 ? gainOf(images, others, seed) : undefined;
  const { means, best, plateau } = surveyPoints(tables, constraints, tolerance);
  return {
    grid,
    choice,
    best,
    plateau,
    means,
    table: tables[0]!,
    before: meanScore(images.map((image) => image.before)),
    images,
    ...(gain ? { gain } : {}),
    warnings: warningsOf(grid, choice, gain),
  };
}

/** Scores image after image in the pool's threads. */
async function* scoreAll(
  pool: TaskPool,
  { images, grid, signal, onProgress }: MapSearch,
  metrics: readonly PixelMetric[],
  pass: 1 | 2,
  points?: readonly number[],
) {
  async function* tasks(): AsyncGenerator<MapFileTask & { image: MapSource }> {
    for await (const image of images()) {
      const { map, truth } = image;
      yield { image, map, truth, grid, metrics, ...(points ? { points } : {}) };
    }
  }
  const target = {
    module: import.meta.resolve("./score_map_file.ts"),
    name: "scoreMapFile",
  };
  let done = 0;
  const results = pool.run<MapFileTask & { image: MapSource }, MapFileScores>(
    target,
    tasks(),
    signal,
  );
  for await (const { task: { image }, result } of results) {
    yield { image, ...result };
    onProgress?.(++done, pass);
  }
}
