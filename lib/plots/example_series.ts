import { randomSource } from "../core/mod.ts";
import { bars } from "./bars.ts";
import { drawCurve, drawNumbers } from "./example_numbers.ts";
import type { Figure } from "./figure.ts";
import { lines } from "./lines.ts";
import { pie } from "./pie.ts";
import { scatter } from "./scatter.ts";

/** Numbers beside each other: bars, parts of a whole, curves, pairs. */
export function exampleSeries(): Record<string, Figure> {
  const random = randomSource(3, "example series");
  const epochs = Array.from({ length: 30 }, (_, i) => i + 1);
  const curve = (shape: Parameters<typeof drawCurve>[2]) =>
    drawCurve(random, epochs.length, shape);
  const scores = drawNumbers(
    40,
    () => Math.min(0.99, 0.8 + 0.1 * random.normal()),
  );
  return {
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
        {
          name: "training loss",
          x: epochs,
          y: curve({ from: 1.4, to: 0.2, noise: 0.02 }),
        },
        {
          name: "validation loss",
          x: epochs,
          y: curve({ from: 1.4, to: 0.3, noise: 0.03 }).map((v, i) =>
            i % 5 === 4 ? v : null
          ),
        },
        {
          name: "validation Dice",
          x: epochs,
          y: curve({ from: 0.2, to: 0.88, noise: 0.01 }),
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
    scatter: scatter({
      title: "Dice before and after the search",
      x: { label: "Dice at 0.5" },
      y: { label: "Dice at the chosen point" },
      of: "images",
      series: [{
        name: "images",
        x: scores,
        y: scores.map((score) => Math.min(0.99, score + 0.02)),
        labels: scores.map((_, i) => `image ${i}`),
      }],
      diagonal: true,
    }),
  };
}
