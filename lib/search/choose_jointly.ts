import { InputError } from "../core/mod.ts";
import { smoothScores } from "./smooth_scores.ts";

/** What one class scores on its own grid. */
export interface ClassScores {
  /** Sum of the images' scores at each point, those without a score left out. */
  readonly sums: Float64Array;
  /** Images with a score at each point. */
  readonly counts: Float64Array;
  /** Points along each axis. */
  readonly shape: readonly number[];
  /** How far the points of each axis lie apart, from `axisSteps`. @default {a step each} */
  readonly steps?: readonly (readonly number[])[];
  /** 0 for points that may not be chosen. @default {all are allowed} */
  readonly allowed?: Uint8Array;
  /** Of equal points the one with the smallest is taken. @default {the first} */
  readonly costs?: Float64Array;
}

/** What was chosen for all classes together. */
export interface JointChoice {
  /** Index of each class's point. */
  readonly points: readonly number[];
  /** Mean score over images and classes there. */
  readonly score: number;
  /** The same of the points with their neighbours: what the choice was made by. */
  readonly smoothed: number;
}

/**
 * Chooses a point for each class so that the mean over all images and classes is greatest, neighbours counted in.
 *
 * The classes do not touch each other, so where every image has a score each has its own best point. Where images
 * without a score are left out of the mean, how many are left depends on the points: then the greatest quotient of the
 * sums is found by maximising `sum - mean * count` in turn (Dinkelbach, "On nonlinear fractional programming", 1967),
 * which ends at the optimum.
 *
 * @param classes One or more, each with its own grid.
 * @returns `undefined` where a class has no point with a score that is allowed.
 * @throws {InputError} Where there is no class, or sizes do not fit.
 *
 * @example
 * ```ts
 * import { chooseJointly } from "./choose_jointly.ts";
 *
 * const counts = Float64Array.of(1, 1, 1, 1, 1);
 * // A sharp top, and a flat one that is a little lower.
 * const sums = Float64Array.of(.2, .9, .2, .8, .8);
 * if (chooseJointly([{ sums, counts, shape: [5] }])?.points[0] !== 4) throw new Error();
 * ```
 */
export function chooseJointly(
  classes: readonly ClassScores[],
): JointChoice | undefined {
  const candidates = classes.map(checkClass);
  if (candidates.length === 0) {
    throw new InputError(
      "Cannot choose: there must be one class or more, current value is 0",
    );
  }
  if (candidates.some(({ points }) => points.length === 0)) return undefined;
  let smoothed = 0;
  let points: number[] = [];
  // Each round's mean is greater than the last one's, or the same: then it is the greatest.
  for (let round = 0; round < 100; round++) {
    points = candidates.map((candidate) => bestPoint(candidate, smoothed));
    const next = quotient(candidates, points, "smooth");
    if (round > 0 && !(next > smoothed)) break;
    smoothed = next;
  }
  return {
    points,
    smoothed: quotient(candidates, points, "smooth"),
    score: quotient(candidates, points, "raw"),
  };
}

interface Totals {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

interface Candidate {
  readonly raw: Totals;
  readonly smooth: Totals;
  /** Points that may be chosen. */
  readonly points: Int32Array;
  readonly costs?: Float64Array;
}

function checkClass(
  { sums, counts, shape, steps, allowed, costs }: ClassScores,
): Candidate {
  const size = shape.reduce((product, length) => product * length, 1);
  for (const { length } of [sums, counts, allowed ?? sums, costs ?? sums]) {
    if (length === size) continue;
    throw new InputError(
      `Cannot choose: a grid of ${
        shape.join("x")
      } must have ${size} scores, current value is ${length}`,
    );
  }
  const points: number[] = [];
  for (let p = 0; p < size; p++) {
    if (counts[p]! > 0 && (!allowed || allowed[p] !== 0)) points.push(p);
  }
  return {
    raw: { sums, counts },
    smooth: {
      sums: smoothScores(sums, shape, steps),
      counts: smoothScores(counts, shape, steps),
    },
    points: Int32Array.from(points),
    ...(costs ? { costs } : {}),
  };
}

/**
 * The best; of those that are equal but for rounding, the one that is better without its neighbours, then the one of
 * the smallest cost, then the first.
 */
function bestPoint(
  { raw, smooth, points, costs }: Candidate,
  mean: number,
): number {
  const worth = (totals: Totals, p: number) =>
    totals.sums[p]! - mean * totals.counts[p]!;
  let best = points[0]!;
  for (const p of points) {
    const tolerance = 1e-12 * smooth.counts[p]!;
    let more = worth(smooth, p) - worth(smooth, best);
    if (Math.abs(more) <= tolerance) more = worth(raw, p) - worth(raw, best);
    if (Math.abs(more) <= tolerance) {
      more = costs ? costs[best]! - costs[p]! : 0;
    }
    if (more > 0) best = p;
  }
  return best;
}

function quotient(
  candidates: readonly Candidate[],
  points: readonly number[],
  kind: "raw" | "smooth",
): number {
  let sum = 0, count = 0;
  candidates.forEach((candidate, c) => {
    sum += candidate[kind].sums[points[c]!]!;
    count += candidate[kind].counts[points[c]!]!;
  });
  return sum / count;
}
