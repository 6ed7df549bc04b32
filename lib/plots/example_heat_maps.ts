import type { Figure } from "./figure.ts";
import { heatMap } from "./heat_map.ts";
import { heatMapSlices } from "./heat_map_slices.ts";

/** A score that falls with the distance from row 1 and column 3. */
const hill = (row: number, column: number) =>
  0.9 - 0.01 * (row - 1) ** 2 - 0.008 * (column - 3) ** 2;

/** Values over two axes, over three, and over the pixels of a picture. */
export function exampleHeatMaps(): Record<string, Figure> {
  return {
    heat_map_grid: heatMap({
      title: "Dice over threshold and smallest area",
      x: { label: "Threshold" },
      y: { label: "Smallest area", unit: "px" },
      z: { label: "Mean Dice" },
      columns: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
      rows: [0, 50, 100, 200, 400],
      values: [0, 1, 2, 3, 4].map((row) =>
        [0, 1, 2, 3, 4, 5, 6].map((column) => hill(row, column))
      ),
      basis: "n = 40 images",
      optimum: { row: 1, column: 3, label: "0.900 at 0.5, 50 px" },
      digits: 3,
    }),
    heat_map_slices: heatMapSlices({
      title: "Dice over two thresholds and the smallest area",
      x: { label: "Smallest area", unit: "px" },
      y: { label: "Top threshold" },
      z: { label: "Mean Dice" },
      slider: { label: "Bottom threshold" },
      columns: [0, 50, 100, 200, 400],
      rows: [0.5, 0.6, 0.7, 0.8],
      slices: Array.from({ length: 8 }, (_, s) => ({
        at: Number((0.1 + 0.05 * s).toFixed(2)),
        values: [0, 1, 2, 3].map((row) =>
          [0, 1, 2, 3, 4].map((column) =>
            Number(
              (hill(row, column) - 0.004 * (s - 4) ** 2).toPrecision(6),
            )
          )
        ),
        ...(s === 4 ? { optimum: { row: 1, column: 3, label: "chosen" } } : {}),
      })),
      shown: 4,
      floor: 0.8,
      digits: 3,
      basis: "n = 40 images",
    }),
    heat_map_picture: heatMap({
      title: "Where foreground lies",
      x: { label: "Across", unit: "% of the width" },
      y: { label: "Down", unit: "% of the height" },
      z: { label: "Images with foreground", unit: "%" },
      columns: Array.from({ length: 24 }, (_, i) => 100 * (i + 0.5) / 24),
      rows: Array.from({ length: 16 }, (_, i) => 100 * (i + 0.5) / 16),
      values: Array.from(
        { length: 16 },
        (_, r) =>
          Array.from({ length: 24 }, (_, c) =>
            Number(
              (30 * Math.exp(-(((r - 8) / 6) ** 2) - ((c - 10) / 9) ** 2))
                .toPrecision(4),
            )),
      ),
      basis: "n = 48 images",
      picture: true,
      aspect: 1716 / 942,
    }),
  };
}
