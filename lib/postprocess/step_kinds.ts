import { InputError, nearestName } from "../core/mod.ts";
import type { PostprocessStep } from "../recipes/postprocess_step.ts";

/** What each step is given, a map or a mask, and what it makes. */
const KINDS: Record<PostprocessStep["name"], "map" | "maker" | "mask"> = {
  multiply_class_score: "map",
  empty_below_score: "map",
  threshold: "maker",
  hysteresis: "maker",
  triplet: "maker",
  two_thresholds: "maker",
  cascade: "maker",
  remove_small: "mask",
  keep_largest: "mask",
  fill_holes: "mask",
  fill_edge: "mask",
  fill_contours: "mask",
  dilate: "mask",
  erode: "mask",
  close: "mask",
  open: "mask",
  cut_touching: "mask",
  remove_edge_rows: "mask",
  remove_truncated: "mask",
};

/** Refuses what is no step; plain JavaScript and JSON come with any name. */
export function checkStep(step: PostprocessStep, index: number): void {
  const name: unknown = step?.name;
  if (typeof name === "string" && Object.hasOwn(KINDS, name)) return;
  const names = Object.keys(KINDS);
  const near = typeof name === "string" ? nearestName(name, names) : undefined;
  throw new InputError(
    `Cannot apply step ${index}: its name must be one of ${
      names.join(", ")
    }, current value is ${
      typeof name === "string" ? `"${name}"` : String(name)
    }`,
    near === undefined ? {} : { remedy: `Did you mean "${near}"?` },
  );
}
