import { InputError, nearestName } from "../core/mod.ts";
import { checkConnectivity, type Connectivity } from "../postprocess/runs.ts";

/** Threshold and smallest area: what `removeSmall(thresholdMap(map, threshold), minimumArea)` leaves. */
export interface AreaGrid {
  readonly kind: "area";
  /** Pixels with a probability greater than this are foreground. Rising. */
  readonly thresholds: readonly number[];
  /** Objects of fewer pixels are removed. Rising. */
  readonly minimumAreas: readonly number[];
  /** Whether holes are filled (background 4-connected) at last; then each threshold is labelled by itself. @default {false} */
  readonly fillHoles?: boolean;
  /** What holds an object together; with holes filled 8 only. @default {8} */
  readonly connectivity?: Connectivity;
}

/**
 * Two thresholds: objects above the bottom one that have a pixel above the top one, of which those of fewer pixels are
 * removed (`skimage.filters.apply_hysteresis_threshold`, then `remove_small_objects`). A bottom above the top counts as
 * the top.
 */
export interface HysteresisGrid {
  readonly kind: "hysteresis";
  /** Rising. */
  readonly tops: readonly number[];
  /** Pixels of the whole object. Rising. */
  readonly minimumAreas: readonly number[];
  /** Rising. */
  readonly bottoms: readonly number[];
  /** Whether holes are filled (background 4-connected) at last; then each threshold is labelled by itself. @default {false} */
  readonly fillHoles?: boolean;
  /** What holds an object together; with holes filled 8 only. @default {8} */
  readonly connectivity?: Connectivity;
}

/**
 * SIIM-ACR's triplet: the mask is empty where fewer than `minimumArea` pixels of the picture are above `top`, and
 * otherwise all that is above `bottom`.
 */
export interface TripletGrid {
  readonly kind: "triplet";
  /** Rising. */
  readonly tops: readonly number[];
  /** Pixels above the top in the whole picture. Rising. */
  readonly minimumAreas: readonly number[];
  /** Rising. */
  readonly bottoms: readonly number[];
  /** Whether holes are filled (background 4-connected) at last; then each threshold is labelled by itself. @default {false} */
  readonly fillHoles?: boolean;
}

/** What is searched: plain values, which can be sent to a worker or written to a file. */
export type SearchGrid = AreaGrid | HysteresisGrid | TripletGrid;

/** An axis of a grid. */
export interface GridAxis {
  readonly name: "threshold" | "top" | "minimumArea" | "bottom";
  readonly values: readonly number[];
}

/**
 * The axes of a grid, in the order of its points: the last one changes fastest.
 *
 * @param grid What is searched.
 *
 * @example
 * ```ts
 * import { gridAxes } from "./search_grid.ts";
 *
 * const axes = gridAxes({ kind: "area", thresholds: [.5], minimumAreas: [0, 10] });
 * if (axes.map((axis) => axis.name).join() !== "threshold,minimumArea") throw new Error();
 * ```
 */
export function gridAxes(grid: SearchGrid): readonly GridAxis[] {
  const areas = { name: "minimumArea", values: grid.minimumAreas } as const;
  return grid.kind === "area"
    ? [{ name: "threshold", values: grid.thresholds }, areas]
    : [
      { name: "top", values: grid.tops },
      areas,
      { name: "bottom", values: grid.bottoms },
    ];
}

/**
 * Points of a grid.
 *
 * @param axes From {@linkcode gridAxes}.
 *
 * @example
 * ```ts
 * import { gridSize } from "./search_grid.ts";
 *
 * if (gridSize([{ values: [1, 2] }, { values: [3, 4, 5] }]) !== 6) throw new Error();
 * ```
 */
export function gridSize(
  axes: readonly { readonly values: ArrayLike<unknown> }[],
): number {
  return axes.reduce((size, { values }) => size * values.length, 1);
}

/**
 * The values at a point of a grid, by the names of the axes.
 *
 * @param grid What is searched.
 * @param point Index of the point.
 *
 * @example
 * ```ts
 * import { gridPoint } from "./search_grid.ts";
 *
 * const grid = { kind: "area", thresholds: [.4, .5], minimumAreas: [0, 10] } as const;
 * if (JSON.stringify(gridPoint(grid, 2)) !== '{"threshold":0.5,"minimumArea":0}') throw new Error();
 * ```
 */
export function gridPoint(
  grid: SearchGrid,
  point: number,
): Record<string, number> {
  const axes = gridAxes(grid);
  const values: [string, number][] = [];
  for (let a = axes.length - 1, rest = point; a >= 0; a--) {
    const { name, values: along } = axes[a]!;
    values.unshift([name, along[rest % along.length]!]);
    rest = Math.floor(rest / along.length);
  }
  return Object.fromEntries(values);
}

/** Levels of a map's values are numbers of 16 bits: 0, one a threshold, and one more that no value has. */
const MOST_THRESHOLDS = 65534;

/** At 32 bytes a point and fold the sums over images take half a GB a fold, and the means fit in the text of a file. */
const MOST_POINTS = 2 ** 24;

/**
 * Refuses kinds that are not known, axes that are empty, do not rise, or leave the range of what they are, and more
 * thresholds (65,534, those of tops and bottoms together) or points (2 ** 24) than can be counted.
 */
export function checkGrid(grid: SearchGrid): void {
  checkKind(grid.kind);
  const { connectivity = 8 } = grid.kind === "triplet" ? {} : grid;
  checkConnectivity(connectivity, "search");
  if (connectivity === 4 && grid.fillHoles) {
    throw new InputError(
      "Cannot search: connectivity must be 8 where holes are filled, current value is 4",
    );
  }
  for (const { name, values } of gridAxes(grid)) {
    const highest = name === "minimumArea" ? Number.MAX_SAFE_INTEGER : 1;
    const rising = values?.every((v, i) =>
      v >= 0 && v <= highest && (i === 0 || v > values[i - 1]!)
    );
    if (rising && values.length > 0) continue;
    const range = name === "minimumArea" ? "from 0" : "in [0, 1]";
    throw new InputError(
      `Cannot search: values of ${name} must be rising numbers ${range}, one or more, current value is ${
        values &&
        `[${values.slice(0, 8).join(", ")}${values.length > 8 ? ", ..." : ""}]`
      }`,
    );
  }
  checkSize(grid);
}

function checkKind(kind: string): void {
  const kinds: SearchGrid["kind"][] = ["area", "hysteresis", "triplet"];
  if (kinds.some((one) => one === kind)) return;
  throw new InputError(
    `Cannot search: kind must be one of ${
      kinds.join(", ")
    }, current value is ${kind}`,
    { remedy: `Did you mean ${nearestName(`${kind}`, kinds)}?` },
  );
}

function checkSize(grid: SearchGrid): void {
  const thresholds = new Set(
    gridAxes(grid).flatMap(({ name, values }) =>
      name === "minimumArea" ? [] : values
    ),
  ).size;
  if (thresholds > MOST_THRESHOLDS) {
    throw new InputError(
      `Cannot search: different thresholds${
        grid.kind === "area" ? "" : ", tops and bottoms together,"
      } must be ${MOST_THRESHOLDS} at most, current value is ${thresholds}`,
      { remedy: "Space them further apart." },
    );
  }
  const points = gridSize(gridAxes(grid));
  if (points <= MOST_POINTS) return;
  throw new InputError(
    `Cannot search: points of the grid must be ${MOST_POINTS} at most, current value is ${points}`,
    { remedy: "Take fewer values along an axis." },
  );
}
