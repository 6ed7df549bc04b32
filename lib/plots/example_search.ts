import type { Figure } from "./figure.ts";
import { reliabilityDiagram } from "./reliability_diagram.ts";
import { rowPanels, type RowSeries } from "./row_panels.ts";
import { stepBars } from "./step_bars.ts";

const PUBLIC = { name: "public board", color: 4 };
const PRIVATE = { name: "private board", color: 0 };

/** Dots with whiskers. */
function spread(
  series: typeof PUBLIC,
  rows: readonly (readonly [mean: number, low: number, high: number])[],
): RowSeries {
  const values = rows.map(([mean, low, high]) => ({ mean, low, high }));
  return { kind: "spread", ...series, values };
}

/** What only a search of thresholds shows: calibration, steps, simulated boards. */
export function exampleSearch(): Record<string, Figure> {
  return {
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
            spread(PUBLIC, [
              [0.9, 0.87, 0.93],
              [0.915, 0.87, 0.95],
              [0.912, 0.885, 0.935],
            ]),
            spread(PRIVATE, [
              [0.9, 0.88, 0.92],
              [0.915, 0.88, 0.94],
              [0.912, 0.89, 0.93],
            ]),
          ],
        },
        {
          x: { label: "Private less public" },
          zero: true,
          series: [
            spread({ name: "gap", color: 2 }, [
              [0, -0.04, 0.04],
              [0.001, -0.05, 0.05],
              [0, -0.03, 0.03],
            ]),
          ],
        },
        {
          x: { label: "Wins", unit: "% of the boards", range: [0, 100] },
          series: [
            { kind: "bar", ...PUBLIC, values: [12, 48, 40] },
            { kind: "bar", ...PRIVATE, values: [8, 35, 57] },
          ],
        },
      ],
      marked: 2,
      basis: "n = 40 images",
    }),
  };
}
