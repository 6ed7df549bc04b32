import { randomSource } from "../core/mod.ts";
import { bars } from "./bars.ts";
import { boxPlot } from "./box_plot.ts";
import type { Figure } from "./figure.ts";
import { heatMap } from "./heat_map.ts";
import { heatMapSlices } from "./heat_map_slices.ts";
import { comparedHistogram, histogram } from "./histogram.ts";
import { lines } from "./lines.ts";
import { pie } from "./pie.ts";
import { reliabilityDiagram } from "./reliability_diagram.ts";
import { rowPanels } from "./row_panels.ts";
import { scatter } from "./scatter.ts";
import { stepBars } from "./step_bars.ts";

/** Figures of every kind, from drawn numbers: the snapshots' source, and a catalogue to look at. */
export function exampleFigures(): Record<string, Figure> {
  const random = randomSource(3, "example figures");
  const draw = (count: number, f: () => number) =>
    Array.from({ length: count }, () => Number(f().toPrecision(5)));
  const epochs = Array.from({ length: 30 }, (_, i) => i + 1);
  const decay = (from: number, to: number, noise: number) =>
    epochs.map((epoch) =>
      Number(
        (to + (from - to) * Math.exp(-epoch / 7) + noise * random.normal())
          .toPrecision(4),
      )
    );
  const dice = decay(0.2, 0.88, 0.01);
  return {
    histogram_counts: histogram({
      title: "Objects an image",
      x: { label: "Objects an image" },
      of: "images",
      values: draw(48, () => Math.max(0, Math.round(6 + 3 * random.normal()))),
    }),
    histogram_ratio: histogram({
      title: "Share of the image that is foreground",
      x: { label: "Area ratio", unit: "%" },
      of: "images",
      values: draw(120, () => 100 * 0.08 * Math.exp(0.8 * random.normal())),
    }),
    histogram_log: histogram({
      title: "Object area",
      x: { label: "Object area", unit: "px", log: true },
      of: "objects",
      values: draw(400, () => Math.exp(8 + 1.2 * random.normal())),
    }),
    histogram_empty: histogram({
      title: "Object area",
      x: { label: "Object area", unit: "px" },
      of: "objects",
      values: [],
    }),
    compared_histogram: comparedHistogram(
      { name: "real", values: draw(30, () => 8 + 3 * random.normal()) },
      { name: "drawn", values: draw(48, () => 8.5 + 3 * random.normal()) },
      {
        title: "Area ratio, real and drawn",
        x: { label: "Area ratio", unit: "%" },
        of: "images",
        note: "the same bins for both",
      },
    ),
    compared_histogram_log: comparedHistogram(
      {
        name: "real",
        values: draw(300, () => Math.exp(8 + 1.2 * random.normal())),
      },
      {
        name: "drawn",
        values: draw(380, () => Math.exp(8.2 + random.normal())),
      },
      {
        title: "Object area, real and drawn",
        x: { label: "Object area", unit: "px", log: true },
        of: "objects",
      },
    ),
    box_plot_log: boxPlot({
      title: "Object area by fold",
      x: { label: "Fold" },
      y: { label: "Object area", unit: "px", log: true },
      of: "objects",
      groups: ["0", "1", "2"].map((name) => ({
        name,
        values: draw(80, () => Math.exp(8 + 1.2 * random.normal())),
      })),
    }),
    box_plot_many: boxPlot({
      title: "Channel means",
      x: { label: "Channel" },
      y: { label: "Mean", unit: "grey levels", range: [0, 255] },
      of: "values",
      points: false,
      groups: ["red", "green", "blue"].map((name, i) => ({
        name,
        values: draw(60, () => 150 + 25 * i + 12 * random.normal()),
      })),
    }),
    bars_grouped: bars({
      title: "Images a fold by area ratio",
      x: { label: "Fold" },
      y: { label: "Images" },
      categories: ["0", "1", "2", "3", "4"],
      series: [
        { name: "below 5 %", values: [3, 3, 4, 3, 3] },
        { name: "5 to 15 %", values: [4, 5, 4, 4, 4] },
        { name: "above 15 %", values: [2, 1, 1, 2, 2] },
      ],
      n: 45,
      of: "images",
      digits: 0,
    }),
    bars_stacked: bars({
      title: "Images a fold by area ratio",
      x: { label: "Fold" },
      y: { label: "Images" },
      categories: ["0", "1", "2"],
      series: [
        { name: "below 5 %", values: [3, 3, 4] },
        { name: "above 5 %", values: [2, 1, 1] },
      ],
      n: 14,
      of: "images",
      mode: "stack",
      digits: 0,
    }),
    pie: pie({
      title: "How the images are used",
      of: "images",
      slices: [
        { name: "fold 0", value: 9 },
        { name: "fold 1", value: 9 },
        { name: "fold 2", value: 8 },
        { name: "fold 3", value: 8 },
        { name: "fold 4", value: 8 },
        { name: "hold-out", value: 6 },
      ],
    }),
    lines_training: lines({
      title: "Training, fold 0",
      x: { label: "Epoch" },
      y: { label: "Loss" },
      secondary: { label: "Dice", range: [0, 1] },
      basis: "n = 38 training, 10 validation images",
      series: [
        { name: "training loss", x: epochs, y: decay(1.4, 0.2, 0.02) },
        {
          name: "validation loss",
          x: epochs,
          y: decay(1.4, 0.3, 0.03).map((v, i) => i % 5 === 4 ? v : null),
        },
        {
          name: "validation Dice",
          x: epochs,
          y: dice,
          secondary: true,
          dashed: true,
        },
      ],
      marks: [{ x: 26, label: "best, epoch 26" }],
    }),
    lines_band: lines({
      title: "Dice over the threshold",
      x: { label: "Threshold", range: [0, 1] },
      y: { label: "Mean Dice" },
      basis: "n = 40 images",
      note: "band: 95 % interval of the mean",
      series: [{
        name: "smallest area 0 px",
        x: epochs.map((epoch) => epoch / 31),
        y: epochs.map((epoch) => 0.86 - ((epoch - 14) / 40) ** 2),
        band: {
          low: epochs.map((epoch) => 0.84 - ((epoch - 14) / 40) ** 2),
          high: epochs.map((epoch) => 0.88 - ((epoch - 14) / 40) ** 2),
        },
      }, {
        name: "smallest area 200 px",
        x: epochs.map((epoch) => epoch / 31),
        y: epochs.map((epoch) => 0.85 - ((epoch - 12) / 42) ** 2),
      }],
      marks: [{ x: 14 / 31, label: "chosen 0.45" }],
    }),
    heat_map_grid: heatMap({
      title: "Dice over threshold and smallest area",
      x: { label: "Threshold" },
      y: { label: "Smallest area", unit: "px" },
      z: { label: "Mean Dice" },
      columns: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
      rows: [0, 50, 100, 200, 400],
      values: [0, 1, 2, 3, 4].map((row) =>
        [0, 1, 2, 3, 4, 5, 6].map((column) =>
          0.9 - 0.01 * (row - 1) ** 2 - 0.008 * (column - 3) ** 2
        )
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
              (0.9 - 0.01 * (row - 1) ** 2 - 0.008 * (column - 3) ** 2 -
                0.004 * (s - 4) ** 2).toPrecision(6),
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
    reliability: reliabilityDiagram({
      title: "Are the probabilities what they say?",
      note: "expected calibration error 0.021",
      bins: Array.from({ length: 10 }, (_, b) => ({
        from: b / 10,
        to: (b + 1) / 10,
        count: b === 0 ? 900_000 : b === 9 ? 90_000 : 400 + 250 * b,
        confidence: (b + 0.5) / 10,
        frequency: ((b + 0.5) / 10) ** 1.3,
      })),
      of: "pixels",
      basis: "n = 40 images",
    }),
    step_bars: stepBars({
      title: "What each step adds",
      y: { label: "Mean Dice" },
      steps: [
        { name: "threshold 0.5", score: 0.9013 },
        {
          name: "threshold 0.45",
          score: 0.9061,
          interval: { low: 0.001, high: 0.009 },
          note: "30 better, 8 worse",
        },
        {
          name: "objects of at least 200 px",
          score: 0.9169,
          interval: { low: 0.006, high: 0.017 },
          note: "12 better, 3 worse",
        },
        {
          name: "fill holes",
          score: 0.9152,
          interval: { low: -0.004, high: 0.001 },
          note: "2 better, 5 worse",
        },
      ],
      basis: "n = 40 images",
    }),
    row_panels: rowPanels({
      title: "Three settings on both boards",
      y: { label: "Setting" },
      rows: [
        "threshold 0.5",
        "highest point: threshold 0.35, at least 400 px",
        "flat choice: threshold 0.45, at least 200 px",
      ],
      panels: [
        {
          x: { label: "Mean Dice" },
          width: 1.3,
          series: [
            {
              kind: "spread",
              name: "public board",
              color: 4,
              values: [
                { mean: 0.9, low: 0.87, high: 0.93 },
                { mean: 0.915, low: 0.87, high: 0.95 },
                { mean: 0.912, low: 0.885, high: 0.935 },
              ],
            },
            {
              kind: "spread",
              name: "private board",
              color: 0,
              values: [
                { mean: 0.9, low: 0.88, high: 0.92 },
                { mean: 0.915, low: 0.88, high: 0.94 },
                { mean: 0.912, low: 0.89, high: 0.93 },
              ],
            },
          ],
        },
        {
          x: { label: "Private less public" },
          zero: true,
          series: [{
            kind: "spread",
            name: "gap",
            color: 2,
            values: [
              { mean: 0, low: -0.04, high: 0.04 },
              { mean: 0.001, low: -0.05, high: 0.05 },
              { mean: 0, low: -0.03, high: 0.03 },
            ],
          }],
        },
        {
          x: { label: "Wins", unit: "% of the boards", range: [0, 100] },
          series: [
            {
              kind: "bar",
              name: "public board",
              color: 4,
              values: [12, 48, 40],
            },
            {
              kind: "bar",
              name: "private board",
              color: 0,
              values: [8, 35, 57],
            },
          ],
        },
      ],
      marked: 2,
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
    scatter: scatter({
      title: "Dice before and after the search",
      x: { label: "Dice at 0.5" },
      y: { label: "Dice at the chosen point" },
      of: "images",
      series: [{
        name: "images",
        ...(() => {
          const x = draw(40, () => Math.min(0.99, 0.8 + 0.1 * random.normal()));
          return { x, y: x.map((v) => Math.min(0.99, v + 0.02)) };
        })(),
        labels: Array.from({ length: 40 }, (_, i) => `image ${i}`),
      }],
      diagonal: true,
    }),
  };
}
