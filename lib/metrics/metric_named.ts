import { InputError, type Mask, nearestName } from "../core/mod.ts";
import { confusion } from "./confusion.ts";
import type { EmptyPolicy } from "./empty_policy.ts";
import {
  accuracy,
  dice,
  fBeta,
  iou,
  precision,
  recall,
  specificity,
} from "./overlap.ts";
import type { CountMetric } from "./class_scores.ts";
import { surfaceDistances } from "./surface_distances.ts";
import {
  averageSurfaceDistance,
  type DistanceOptions,
  hausdorffDistance,
  surfaceDice,
} from "./surface_metrics.ts";
import { uwMadisonSliceScore } from "./uw_madison.ts";

/** What any {@linkcode Metric} may be told; each takes what concerns it. */
export interface MetricOptions {
  /** What empty masks score. @default {"siim"} */
  readonly policy?: EmptyPolicy;
  /** Pixels that are left out: any value but 0. @default {none} */
  readonly ignore?: Mask;
  /** Millimetres a pixel, [row, column]; distances and `tolerance` are in pixels without it. @default {[1, 1]} */
  readonly spacing?: readonly [number, number];
  /** See {@linkcode DistanceOptions}. @default {"diagonal"} */
  readonly missing?: NonNullable<DistanceOptions["missing"]>;
  /** Of `surface_dice`. @default {1} */
  readonly tolerance?: number;
  /** Of `f_beta`. @default {2} */
  readonly beta?: number;
}

/** Scores one image's prediction against its label. */
export type Metric = (
  prediction: Mask,
  label: Mask,
  options?: MetricOptions,
) => number;

const counted = (metric: CountMetric): Metric => (prediction, label, options) =>
  metric(confusion(prediction, label, options), options?.policy);

type Distance = (
  ...given: Parameters<typeof averageSurfaceDistance>
) => number;
const measured = (distance: Distance): Metric => (prediction, label, options) =>
  distance(surfaceDistances(prediction, label, options), options);

/** Metrics that rise to 1 as the prediction gets better. */
const scores = {
  dice: counted(dice),
  iou: counted(iou),
  precision: counted(precision),
  recall: counted(recall),
  specificity: counted(specificity),
  accuracy: counted(accuracy),
  f_beta: (prediction, label, options) =>
    fBeta(
      confusion(prediction, label, options),
      options?.beta ?? 2,
      options?.policy,
    ),
  surface_dice: (prediction, label, options) =>
    surfaceDice(surfaceDistances(prediction, label, options), {
      ...options,
      tolerance: options?.tolerance ?? 1,
    }),
  uw_madison_slice: (prediction, label, options) =>
    uwMadisonSliceScore(
      prediction,
      label,
      options?.ignore && { ignore: options.ignore },
    ),
} as const satisfies Record<string, Metric>;

/** Metrics that fall to 0. */
const distances = {
  hausdorff: measured(hausdorffDistance),
  hausdorff_95: measured((surfaces, options) =>
    hausdorffDistance(surfaces, { ...options, percentile: 95 })
  ),
  average_surface_distance: measured((surfaces, options) =>
    averageSurfaceDistance(surfaces, { ...options, direction: "toTruth" })
  ),
  average_symmetric_surface_distance: measured(averageSurfaceDistance),
} as const satisfies Record<string, Metric>;

const metrics = { ...scores, ...distances };

/** Names that {@linkcode metricNamed} knows. */
export type MetricName = keyof typeof metrics;

/** The same names as values, for whoever reads one from a file. */
export const metricNames = Object.keys(metrics) as [
  MetricName,
  ...MetricName[],
];

function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metrics, name);
}

/**
 * Finds a metric by the name that a recipe gives it.
 *
 * @param name One of {@linkcode metricNames}.
 * @returns A function of one image's masks; for which way is better see {@linkcode isBetterScore}.
 * @throws {InputError} Where there is none of that name; the message offers the nearest.
 *
 * @example
 * ```ts
 * import { metricNamed } from "./metric_named.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const [prediction, label] = [row(1, 1, 0, 0, 0), row(1, 0, 0, 0, 1)];
 * if (metricNamed("dice")(prediction, label) !== 0.5) throw new Error();
 * if (metricNamed("hausdorff")(prediction, label, { spacing: [1, 0.5] }) !== 1.5) throw new Error();
 * ```
 */
export function metricNamed(name: MetricName): Metric {
  checkName(name);
  return metrics[name];
}

function checkName(name: string): asserts name is MetricName {
  if (isMetricName(name)) return;
  throw new InputError(
    `Cannot find a metric: name must be one of ${
      metricNames.join(", ")
    }, current value is ${name}`,
    { remedy: `Did you mean ${nearestName(name, metricNames)}?` },
  );
}

/**
 * Whether a model is better than the best so far: a score must be greater, a distance less. NaN (no image had a
 * score) is never better, and any number is better than NaN.
 *
 * @param name The metric both values come from.
 * @param value Of the new model, the mean over images as a rule.
 * @param best Of the best so far; absent before the first.
 * @throws {InputError} Where there is no metric of that name.
 *
 * @example
 * ```ts
 * import { isBetterScore } from "./metric_named.ts";
 *
 * if (!isBetterScore("dice", 0.9, 0.8) || !isBetterScore("hausdorff_95", 3, 5)) throw new Error();
 * if (isBetterScore("dice", NaN, undefined)) throw new Error();
 * ```
 */
export function isBetterScore(
  name: MetricName,
  value: number,
  best: number | undefined,
): boolean {
  checkName(name);
  if (Number.isNaN(value)) return false;
  if (best === undefined || Number.isNaN(best)) return true;
  return Object.hasOwn(scores, name) ? value > best : value < best;
}
