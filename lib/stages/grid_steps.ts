import type { PostprocessStep, SearchRecipe } from "../recipes/mod.ts";
import type { SearchGrid } from "../search/mod.ts";

/**
 * The grid that a recipe searches.
 *
 * @param search The recipe's.
 * @returns Nothing where it searches none.
 *
 * @example
 * ```ts
 * import { gridOf } from "./grid_steps.ts";
 *
 * const grid = gridOf({ thresholds: [.4, .5], minimumAreas: [0], fillHoles: true });
 * if (grid?.kind !== "area" || gridOf({ method: "steps" })) throw new Error();
 * ```
 */
export function gridOf(search: SearchRecipe): SearchGrid | undefined {
  switch (search.method) {
    case "steps":
      return undefined;
    case "hysteresis":
    case "triplet": {
      const { method: kind, tops, minimumAreas, bottoms, fillHoles } = search;
      const grid = { tops, minimumAreas, bottoms, fillHoles };
      return kind === "triplet"
        ? { kind, ...grid }
        : { kind, ...grid, ...connectivityOf(search) };
    }
    default: {
      const { thresholds, minimumAreas, fillHoles } = search;
      const grid = { thresholds, minimumAreas, fillHoles };
      return { kind: "area", ...grid, ...connectivityOf(search) };
    }
  }
}

const connectivityOf = ({ connectivity }: { readonly connectivity?: 4 | 8 }) =>
  connectivity === undefined ? {} : { connectivity };

/**
 * A point of a grid as steps from the map to the mask: `applySteps` makes of them the mask that the grid counted.
 *
 * @param grid What was searched.
 * @param setting From `gridPoint`.
 *
 * @example
 * ```ts
 * import { stepsOfPoint } from "./grid_steps.ts";
 *
 * const grid = { kind: "area", thresholds: [.4], minimumAreas: [0, 50], fillHoles: true } as const;
 * const names = (minimumArea: number) =>
 *   stepsOfPoint(grid, { threshold: .4, minimumArea }).map(({ name }) => name).join();
 * if (names(50) !== "threshold,remove_small,fill_holes" || names(0) !== "threshold,fill_holes") throw new Error();
 * ```
 */
export function stepsOfPoint(
  grid: SearchGrid,
  setting: Readonly<Record<string, number>>,
): PostprocessStep[] {
  const area = setting["minimumArea"]!;
  // Every object has a pixel.
  const connectivity = grid.kind === "triplet" ? 8 : grid.connectivity ?? 8;
  const small: PostprocessStep[] = area > 1
    ? [{ name: "remove_small", minimumArea: area, connectivity }]
    : [];
  const fill: PostprocessStep[] = grid.fillHoles
    ? [{ name: "fill_holes" }]
    : [];
  const top = setting["top"]!, bottom = setting["bottom"]!;
  switch (grid.kind) {
    case "area":
      return [
        { name: "threshold", threshold: setting["threshold"]! },
        ...small,
        ...fill,
      ];
    case "hysteresis": {
      // In a grid a bottom above the top counts as the top.
      const low = Math.min(top, bottom);
      return [
        { name: "hysteresis", low, high: top, connectivity },
        ...small,
        ...fill,
      ];
    }
    case "triplet":
      return [{ name: "triplet", top, area, bottom }, ...fill];
  }
}
