import type { ElementRecipe, PostprocessStep } from "./postprocess_step.ts";

const listed = (value: unknown) =>
  Array.isArray(value) ? value.join(" / ") : String(value);

function elementTitle(element: ElementRecipe): string {
  switch (element.shape) {
    case "square":
      return `${element.side} x ${element.side} square`;
    case "disc":
      return `disc of radius ${element.radius}`;
    case "rows":
      return `element of ${element.rows.length} rows`;
  }
}

/**
 * A step of the post-processing in a few words, for titles and tables.
 *
 * @param step With the settings that are to be named.
 *
 * @example
 * ```ts
 * import { stepTitle } from "./step_title.ts";
 *
 * const title = stepTitle({ name: "remove_small", minimumArea: 50 });
 * if (title !== "remove objects under 50 px") throw new Error(title);
 * ```
 */
export function stepTitle(step: PostprocessStep): string {
  switch (step.name) {
    case "threshold":
      return `threshold ${listed(step.threshold)}`;
    case "hysteresis":
      return `hysteresis ${step.low} to ${step.high}`;
    case "triplet":
      return `triplet ${step.top}, ${step.area} px, ${step.bottom}`;
    case "two_thresholds":
      return `two thresholds ${step.classThreshold}, ${step.maskThreshold}`;
    case "remove_small":
      return `remove objects under ${listed(step.minimumArea)} px`;
    case "keep_largest":
      return `keep the largest ${step.count ?? 1}`;
    case "fill_contours":
      return `fill contours above ${step.minimumArea} px²`;
    case "fill_edge":
      return `fill against the edge (${step.sides ?? "first_touched"})`;
    case "dilate":
    case "erode":
    case "close":
    case "open":
      return `${step.name} with a ${elementTitle(step.element)}`;
    case "empty_below_score":
      return `empty below score ${step.threshold}`;
    case "remove_truncated":
      return `remove truncated from ${step.threshold}`;
    case "cascade": {
      const { stages, name: _, ...numbers } = step;
      const told = Object.entries(numbers).map(([key, v]) => `${key} ${v}`);
      const all = stages ? [`${stages.length} stages`, ...told] : told;
      return ["cascade", ...all].join(", ");
    }
    default:
      return step.name.replaceAll("_", " ");
  }
}
