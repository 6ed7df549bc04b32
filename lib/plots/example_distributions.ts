import { randomSource } from "../core/mod.ts";
import { boxPlot } from "./box_plot.ts";
import { drawNumbers as draw } from "./example_numbers.ts";
import type { Figure } from "./figure.ts";
import { comparedHistogram, histogram } from "./histogram.ts";

/** How drawn numbers lie: histograms and box plots. */
export function exampleDistributions(): Record<string, Figure> {
  const random = randomSource(3, "example distributions");
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
  };
}
