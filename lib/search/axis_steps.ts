import { quantile } from "../metrics/mod.ts";
import type { GridAxis } from "./search_grid.ts";

/**
 * How much each value of an axis says of the next one, and the other way round: 1 where they lie a step apart or less,
 * and else the share of their distance that a step is. A step is the median distance of the axis.
 *
 * Thresholds are measured as they are. Areas are measured as `log2(1 + area / smallest)`, the smallest being the first
 * above 0, since objects differ by factors: 0, 50, 100, 250, 500, 1000 and so on lie about a step apart each.
 *
 * @param axis Its values rise.
 * @returns One less than there are values.
 *
 * @example
 * ```ts
 * import { axisSteps } from "./axis_steps.ts";
 *
 * const [far, close] = axisSteps({ name: "threshold", values: [.25, .5, .625, .75] });
 * if (far !== .5 || close !== 1) throw new Error();
 * ```
 */
export function axisSteps({ name, values }: GridAxis): number[] {
  if (values.length < 2) return [];
  const smallest = values.find((value) => value > 0) ?? 1;
  const places = name === "minimumArea"
    ? values.map((area) => Math.log2(1 + area / smallest))
    : values;
  const distances = places.slice(1).map((place, i) => place - places[i]!);
  const step = quantile(Float64Array.from(distances).sort(), .5);
  return distances.map((distance) => Math.min(step / distance, 1));
}
