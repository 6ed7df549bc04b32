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
