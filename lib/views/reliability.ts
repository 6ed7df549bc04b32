import { type Figure, reliabilityDiagram, signed } from "../plots/mod.ts";
import type { ThresholdFile } from "../stages/threshold_file.ts";
import { searchBasis } from "./search_text.ts";

/**
 * How far the probabilities are what they say.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { reliabilityFigure } from "./reliability.ts";
 *
 * if (reliabilityFigure(await exampleSearch()).data.length !== 3) throw new Error();
 * ```
 */
export function reliabilityFigure(search: ThresholdFile): Figure {
  const { bins, expectedError } = search.reliability;
  return reliabilityDiagram({
    title: "How often a predicted probability is true",
    note: `expected calibration error ${expectedError.toFixed(4)}`,
    bins: bins.map(({ pixels, ...bin }) => ({ ...bin, count: pixels })),
    of: "pixels",
    basis: searchBasis(search),
  });
}

/**
 * What the reliability diagram shows, with the calibration errors.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { reliabilityText } from "./reliability.ts";
 *
 * if (!reliabilityText(await exampleSearch()).includes("calibration error")) throw new Error();
 * ```
 */
export function reliabilityText({ reliability }: ThresholdFile): string {
  const { bins, expectedError, maximumError, squaredError } = reliability;
  const filled = bins.filter(({ pixels }) => pixels > 0);
  const all = filled.reduce((sum, { pixels }) => sum + pixels, 0);
  if (all === 0) return "There are no pixels.";
  // The ends are sure in any case; what is in between decides where to cut.
  const middle = filled.filter(({ from, to }) => from >= 0.099 && to <= 0.901);
  const unsure = middle.reduce((sum, { pixels }) => sum + pixels, 0);
  const lean = middle.reduce(
    (sum, { pixels, confidence, frequency }) =>
      sum + pixels * (confidence - frequency),
    0,
  ) / unsure;
  const worst = filled.reduce((a, b) =>
    Math.abs(b.confidence - b.frequency) > Math.abs(a.confidence - a.frequency)
      ? b
      : a
  );
  const direction = unsure === 0
    ? "No pixel has a probability between 0.1 and 0.9."
    : `${
      (100 * unsure / all).toFixed(2)
    } % of the pixels have a probability between 0.1 and 0.9; there the probabilities are ${
      Math.abs(lean) < 0.02
        ? `about what they say (${signed(lean, 3)} on average)`
        : `too ${lean > 0 ? "high" : "low"} by ${
          Math.abs(lean).toFixed(3)
        } on average, which moves the best threshold ${
          lean > 0 ? "above" : "below"
        } where it would lie otherwise`
    }.`;
  return `The expected calibration error is **${
    expectedError.toFixed(4)
  }**, that of the worst bin (${worst.from.toFixed(1)} to ${
    worst.to.toFixed(1)
  }) ${maximumError.toFixed(3)}, the mean squared error ${
    squaredError.toFixed(4)
  }. ${direction}`;
}
