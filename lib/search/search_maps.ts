import { InputError } from "../core/mod.ts";
import type { CocoRuns } from "../imaging/run_length/mod.ts";
import { bootstrapMean, type MeanInterval, meanScore } from "../metrics/mod.ts";
import { chooseJointly } from "./choose_jointly.ts";
import type { PixelMetric } from "./pixel_score.ts";
import type { MapFileScores, MapFileTask } from "./score_map_file.ts";
import { ScoreTable } from "./score_table.ts";
import {
  checkGrid,
  gridAxes,
  gridPoint,
  gridSize,
  type SearchGrid,
} from "./search_grid.ts";
import { TaskPool } from "./task_pool.ts";

/** One image, told in plain values. */
export interface MapSource {
  readonly id: string;
  /** Its validation fold. */
  readonly fold: number;
  /** Path of its out-of-fold map. */
  readonly map: string;
  /** Its label at the original image's size. */
  readonly truth: CocoRuns;
}

/** A mean that the choice must reach. */
export interface SearchConstraint {
  readonly metric: PixelMetric;
  /** Mean over the images, at least. */
  readonly atLeast: number;
}

/** What is searched, and how. */
export interface MapSearch {
  /** Gives the images, twice: the second time only what was chosen is scored. */
  readonly images: () => Iterable<MapSource> | AsyncIterable<MapSource>;
  readonly grid: SearchGrid;
  /** Mean over images of this is to be greatest. */
  readonly metric: PixelMetric;
  readonly constraints?: readonly SearchConstraint[];
  /** Keys the bootstrap. @default {0} */
  readonly seed?: number;
  /** Loss that still counts as equal to the best. @default {0.005} */
  readonly tolerance?: number;
  /** Threads; 0 for none. @default {1} */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Called after each image of either pass. */
  readonly onProgress?: (done: number, pass: 1 | 2) => void;
}

/** A point and what it scores. */
export interface MapChoice {
  /** Index in the grid's order. */
  readonly point: number;
  /** Value of each axis there. */
  readonly setting: Readonly<Record<string, number>>;
  /** Mean over the images. */
  readonly score: number;
  /** Mean over the images, the point and its neighbours: what it was chosen by. */
  readonly smoothed: number;
}

/** What the choice gains on images that it was not made on. */
export interface MapGain {
  /** For each fold what the others chose, and the means here. */
  readonly folds: readonly {
    readonly fold: number;
    readonly images: number;
    readonly choice: MapChoice;
    readonly before: number;
    readonly after: number;
  }[];
  readonly interval: MeanInterval;
  /** Whether the interval holds 0, or lies below. */
  readonly withinNoise: boolean;
}

/** What the search found. */
export interface MapSearchResult {
  readonly grid: SearchGrid;
  /** The point to use: its neighbourhood is the best. */
  readonly choice: MapChoice;
  /** The highest point itself, constraints met. */
  readonly best: { readonly point: number; readonly score: number };
  /** Share of the points whose mean is within the tolerance of the best. */
  readonly plateau: number;
  /** Mean at every point. */
  readonly means: Float64Array<ArrayBuffer>;
  /** Sums by fold, for a choice over several classes with `chooseJointly`. */
  readonly table: ScoreTable;
  /** Mean at threshold .5, nothing removed. */
  readonly before: number;
  /** Images in the order in which they were scored. */
  readonly images: readonly {
    readonly id: string;
    readonly fold: number;
    readonly before: number;
    /** At the choice. */
    readonly after: number;
    /** At what the other folds chose, where there are two folds or more. */
    readonly unseen?: number;
  }[];
  readonly gain?: MapGain;
  /** What a reader should know before trusting the choice. */
  readonly warnings: readonly string[];
}

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
    choosePoint(grid, tables, constraints, without);
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
  const { means, best, plateau } = survey(tables, constraints, tolerance);
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

/** 1 for each point whose means reach what the constraints ask. */
function allowedPoints(
  tables: readonly ScoreTable[],
  constraints: readonly SearchConstraint[],
  without?: number,
): Uint8Array | undefined {
  if (constraints.length === 0) return undefined;
  const totals = tables.slice(1).map((table) => table.totals(without));
  return Uint8Array.from(
    totals[0]!.sums,
    (_, p) =>
      totals.every(({ sums, counts }, c) =>
          sums[p]! / counts[p]! >= constraints[c]!.atLeast
        )
        ? 1
        : 0,
  );
}

function choosePoint(
  grid: SearchGrid,
  tables: readonly ScoreTable[],
  constraints: readonly SearchConstraint[],
  without?: number,
): MapChoice {
  const shape = gridAxes(grid).map(({ values }) => values.length);
  const allowed = allowedPoints(tables, constraints, without);
  const chosen = chooseJointly([{
    ...tables[0]!.totals(without),
    shape,
    ...(allowed ? { allowed } : {}),
  }]);
  if (!chosen) {
    const asked = constraints.map(({ metric, atLeast }) =>
      `mean ${metric.name} of ${atLeast} or more`
    ).join(" and ");
    throw new InputError(
      `Cannot search: a point of the grid must have a score${
        asked && ` and ${asked}`
      }, current value is none${
        without === undefined ? "" : ` without fold ${without}`
      }`,
      { remedy: "Widen the grid, or ask for less." },
    );
  }
  const { points: [point], score, smoothed } = chosen;
  return {
    point: point!,
    setting: gridPoint(grid, point!),
    score,
    smoothed,
  };
}

function survey(
  tables: readonly ScoreTable[],
  constraints: readonly SearchConstraint[],
  tolerance: number,
) {
  const { sums, counts } = tables[0]!.totals();
  const means = new Float64Array(sums.length);
  for (let p = 0; p < means.length; p++) means[p] = sums[p]! / counts[p]!;
  const allowed = allowedPoints(tables, constraints);
  const may = (p: number) => !allowed || allowed[p] !== 0;
  let point = -1;
  means.forEach((mean, p) => {
    if (may(p) && (point < 0 ? mean === mean : mean > means[point]!)) point = p;
  });
  const best = { point, score: means[point] ?? NaN };
  const level = best.score - tolerance - 1e-12;
  const on = means.reduce(
    (n, mean, p) => n + (may(p) && mean >= level ? 1 : 0),
    0,
  );
  return { means, best, plateau: on / means.length };
}

function gainOf(
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

function warningsOf(
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
