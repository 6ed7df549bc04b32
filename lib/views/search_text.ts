import type { PixelMetric } from "../search/mod.ts";
import type { ThresholdFile } from "../stages/threshold_file.ts";

/** What was made greatest, as axes name it. */
export function metricTitle({ name, beta = 2 }: PixelMetric): string {
  switch (name) {
    case "dice":
      return "Dice";
    case "iou":
      return "IoU";
    case "f_beta":
      return `F${beta}`;
    case "precision":
      return "Precision";
    case "recall":
      return "Recall";
  }
}

/** What the figures of a search rest on. */
export function searchBasis({ images }: Pick<ThresholdFile, "images">): string {
  return `n = ${images.length} images, out-of-fold`;
}

/** Whether the steps are shown of what was not taken: threshold .5 is kept. */
export const notTaken = (
  { shown, chosen }: Pick<ThresholdFile, "shown" | "chosen">,
): boolean => shown !== chosen;

/** Whose steps are shown, as a sentence names them. */
export function shownSteps(
  search: Pick<ThresholdFile, "shown" | "chosen" | "candidates">,
): string {
  const { name } = search.candidates[search.shown]!;
  if (!notTaken(search)) return "the chosen steps";
  return /steps$/.test(name) ? `the ${name}` : `the steps of the ${name}`;
}

/** Shares that are added up end a rounding beside what they are. */
const EXACT = 1e-9;

/** A share as a whole percentage; what is not quite all or nothing does not read so. */
export function percent(share: number): string {
  const whole = Math.round(100 * share);
  if (whole === 0 && share > EXACT) return "under 1 %";
  if (whole === 100 && share < 1 - EXACT) return "over 99 %";
  return `${whole} %`;
}

/** Names of a grid's axes, and their units. */
export const AXES = {
  threshold: { label: "Threshold" },
  top: { label: "Top threshold" },
  bottom: { label: "Bottom threshold" },
  minimumArea: { label: "Minimum area", unit: "px" },
} as const;
