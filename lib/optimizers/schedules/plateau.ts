import type { PlateauScheduleRecipe } from "../../recipes/schedule_recipe.ts";

/** Where a schedule stands that waits for a better metric; can be written as JSON. */
export interface PlateauState {
  /** The best metric so far, null before the first. */
  readonly best: number | null;
  /** Validations since then. */
  readonly badValidations: number;
  /** Validations that are not counted any more. */
  readonly cooldown: number;
  /** The rate as a share of the peak. */
  readonly factor: number;
}

/** Before the first validation. */
export const plateauStart: PlateauState = {
  best: null,
  badValidations: 0,
  cooldown: 0,
  factor: 1,
};

type PlateauRule = Omit<PlateauScheduleRecipe, "name" | "warmUpEpochs">;

/**
 * Takes in the metric of a validation, as PyTorch's `ReduceLROnPlateau` (which also leaves out falls of less than 1e-8;
 * here none is left out).
 *
 * @param rule When the rate falls, and how far.
 * @param state Where the schedule stands; it is not changed.
 * @param metric The validation's result; NaN is never better.
 * @returns Where it stands now.
 *
 * @example
 * ```ts
 * import { plateauStart, updatePlateau } from "./plateau.ts";
 *
 * const rule = { mode: "max", factor: 0.5, patience: 1 } as const;
 * const states = [0.8, 0.7, 0.6].reduce(
 *   (all, metric) => [...all, updatePlateau(rule, all.at(-1)!, metric)],
 *   [plateauStart],
 * );
 * if (states.map(({ factor }) => factor).join() !== "1,1,1,0.5") throw new Error();
 * ```
 */
export function updatePlateau(
  rule: PlateauRule,
  state: PlateauState,
  metric: number,
): PlateauState {
  const better = isBetter(rule, state.best, metric);
  const best = better ? metric : state.best;
  const cools = state.cooldown > 0;
  const badValidations = better || cools ? 0 : state.badValidations + 1;
  if (badValidations <= rule.patience) {
    const cooldown = cools ? state.cooldown - 1 : 0;
    return { ...state, best, badValidations, cooldown };
  }
  return {
    best,
    badValidations: 0,
    cooldown: rule.cooldown ?? 0,
    factor: Math.max(state.factor * rule.factor, rule.finalFactor ?? 0),
  };
}

function isBetter(
  { mode, threshold = 1e-4, thresholdMode = "relative" }: PlateauRule,
  best: number | null,
  metric: number,
): boolean {
  if (best === null) return !Number.isNaN(metric);
  const margin = thresholdMode === "relative" ? best * threshold : threshold;
  return mode === "min" ? metric < best - margin : metric > best + margin;
}
