import type { OptimizerRecipe, ScheduleRecipe } from "../../recipes/mod.ts";
import { cosineFactor } from "./cosine.ts";
import { cosineRestartsFactor, cycleEndSteps } from "./cosine_restarts.ts";
import { exponentialFactor } from "./exponential.ts";
import { multiStepFactor } from "./multi_step.ts";
import { oneCycle } from "./one_cycle.ts";
import { plateauStart, type PlateauState } from "./plateau.ts";
import { polynomialFactor } from "./polynomial.ts";
import { stepFactor } from "./step.ts";
import { warmedUp } from "./warm_up.ts";

/** A schedule laid over a training: everything in steps. */
interface Course {
  /** Steps of the warm-up. */
  readonly warmUp: number;
  /** Steps before the schedule begins: those of the warm-up, unless it overlaps. */
  readonly offset: number;
  /** Steps of the schedule. */
  readonly total: number;
  readonly stepsPerEpoch: number;
}

function courseOf(
  schedule: ScheduleRecipe,
  stepsPerEpoch: number,
  epochs: number,
): Course {
  const warmUp = Math.round(schedule.warmUpEpochs * stepsPerEpoch);
  const offset = schedule.warmUpOverlaps ? 0 : warmUp;
  return {
    warmUp,
    offset,
    total: epochs * stepsPerEpoch - offset,
    stepsPerEpoch,
  };
}

/** Epochs as whole steps, at least one. */
function stepsOf(epochs: number, { stepsPerEpoch }: Course): number {
  return Math.max(1, Math.round(epochs * stepsPerEpoch));
}

/** Share of the peak; `made` steps of the schedule have been made before this one. */
function shareAt(
  schedule: ScheduleRecipe,
  course: Course,
  made: number,
  plateau: PlateauState,
): number {
  const { total, stepsPerEpoch } = course;
  const unit = "every" in schedule && schedule.every === "epoch"
    ? stepsPerEpoch
    : 1;
  const held = Math.floor(made / unit) * unit;
  switch (schedule.name) {
    case "constant":
      return 1;
    case "step":
      return stepFactor(made, {
        period: stepsOf(schedule.epochs, course),
        factor: schedule.factor,
      });
    case "multi_step": {
      const { factor } = schedule;
      const milestones = schedule.milestones.map((m) => stepsOf(m, course));
      return multiStepFactor(made, { milestones, factor });
    }
    case "exponential": {
      const { factor } = schedule;
      return exponentialFactor(held, { period: stepsPerEpoch, factor });
    }
    case "polynomial":
      return polynomialFactor(held, { ...schedule, total });
    case "cosine": {
      const { finalFactor, halfPeriodEpochs } = schedule;
      const halfPeriod = halfPeriodEpochs === undefined
        ? total - unit
        : stepsOf(halfPeriodEpochs, course);
      return cosineFactor(held, { halfPeriod, finalFactor });
    }
    case "cosine_restarts": {
      const { cycleEpochs, cycleFactor = 1, finalFactor } = schedule;
      const cycle = stepsOf(cycleEpochs, course);
      return cosineRestartsFactor(held, { cycle, cycleFactor, finalFactor });
    }
    case "one_cycle":
      return oneCycle(made, { ...schedule, total }).factor;
    case "plateau":
      return plateau.factor;
  }
}

/**
 * The learning rate of one step, by the recipe's schedule. Epochs of the schedule are counted after the warm-up, unless
 * that overlaps.
 *
 * @param schedule The recipe's `schedule`.
 * @param optimizer The recipe's `optimizer`; its `learningRate` is the peak.
 * @param step Steps made before this one, all epochs together.
 * @param stepsPerEpoch Steps of one epoch.
 * @param epochs Epochs of the whole training.
 * @param plateau Where a `plateau` schedule stands; see `updatePlateau`.
 *
 * @example
 * ```ts
 * import { learningRateAt } from "./learning_rate.ts";
 *
 * const schedule = { name: "cosine", warmUpEpochs: 1, finalFactor: 0.1 } as const;
 * const optimizer = { learningRate: 1 };
 * const rate = (step: number) => learningRateAt(schedule, optimizer, step, 4, 3);
 * if (rate(0) !== 0.25 || rate(3) !== 1 || Math.abs(rate(11) - 0.1) > 1e-12) throw new Error();
 * ```
 */
export function learningRateAt(
  schedule: ScheduleRecipe,
  optimizer: Pick<OptimizerRecipe, "learningRate">,
  step: number,
  stepsPerEpoch: number,
  epochs: number,
  plateau: PlateauState = plateauStart,
): number {
  const course = courseOf(schedule, stepsPerEpoch, epochs);
  const { warmUp, offset } = course;
  const peak = optimizer.learningRate;
  const rate = step < offset
    ? peak
    : peak * shareAt(schedule, course, step - offset, plateau);
  return warmedUp(rate, step, warmUp, schedule.warmUpFrom);
}

/**
 * The momentum of one step, where the schedule moves it (`one_cycle` with `momentum`).
 *
 * @param schedule The recipe's `schedule`.
 * @param step Steps made before this one, all epochs together.
 * @param stepsPerEpoch Steps of one epoch.
 * @param epochs Epochs of the whole training.
 * @returns What to give to the optimiser's step, or undefined where the optimiser's own counts.
 *
 * @example
 * ```ts
 * import { momentumAt } from "./learning_rate.ts";
 *
 * const momentum = { lowest: 0.85, highest: 0.95 };
 * const schedule = { name: "one_cycle", warmUpEpochs: 0, momentum } as const;
 * if (momentumAt(schedule, 0, 10, 2) !== 0.95) throw new Error();
 * ```
 */
export function momentumAt(
  schedule: ScheduleRecipe,
  step: number,
  stepsPerEpoch: number,
  epochs: number,
): number | undefined {
  if (schedule.name !== "one_cycle" || !schedule.momentum) return undefined;
  const { total, offset } = courseOf(schedule, stepsPerEpoch, epochs);
  const { lowest, highest } = schedule.momentum;
  const made = Math.max(0, step - offset);
  const share = oneCycle(made, { ...schedule, total }).momentum;
  return highest + (lowest - highest) * (1 - share);
}

/**
 * When a snapshot ensemble keeps the weights: at the ends of the cycles of `cosine_restarts`.
 *
 * @param schedule The recipe's `schedule`.
 * @param stepsPerEpoch Steps of one epoch.
 * @param epochs Epochs of the whole training; a cycle that it cuts short has no snapshot.
 * @returns How many steps have been made at each; none for other schedules.
 *
 * @example
 * ```ts
 * import { snapshotSteps } from "./learning_rate.ts";
 *
 * const cycles = { cycleEpochs: 2, cycleFactor: 2, finalFactor: 0 };
 * const schedule = { name: "cosine_restarts", warmUpEpochs: 1, ...cycles } as const;
 * if (snapshotSteps(schedule, 10, 8).join() !== "30,70") throw new Error();
 * ```
 */
export function snapshotSteps(
  schedule: ScheduleRecipe,
  stepsPerEpoch: number,
  epochs: number,
): number[] {
  if (schedule.name !== "cosine_restarts") return [];
  const course = courseOf(schedule, stepsPerEpoch, epochs);
  const { cycleEpochs, cycleFactor = 1 } = schedule;
  const cycle = stepsOf(cycleEpochs, course);
  return cycleEndSteps(course.total, { cycle, cycleFactor })
    .map((end) => end + course.offset);
}
