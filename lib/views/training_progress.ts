import type { ProgressState } from "../notebook/live_progress.ts";
import type { RunTrainingEvent } from "../stages/train.ts";

/**
 * Follows the training of all folds and says how far it is: the share that is done, and the latest numbers of the fold
 * that is trained.
 *
 * @param folds Number of folds.
 * @returns A function that takes each event and gives what to show.
 *
 * @example
 * ```ts
 * import { trainingProgress } from "./training_progress.ts";
 *
 * const follow = trainingProgress(2);
 * const state = follow({ type: "step", fold: 1, epoch: 1, step: 5, steps: 10, loss: 1, learningRate: 1, secondsLeft: 3 });
 * if (state.done !== 0.75) throw new Error();
 * ```
 */
export function trainingProgress(
  folds: number,
): (event: RunTrainingEvent) => ProgressState {
  let fold = -1;
  let inFold = 0;
  let values: Record<string, string | number> = {};
  return (event) => {
    if (event.fold !== fold) {
      fold = event.fold;
      inFold = 0;
      values = { fold: `${fold + 1} of ${folds}` };
    }
    switch (event.type) {
      case "step":
        inFold = event.step / event.steps;
        values["epoch"] = event.epoch;
        values["loss"] = event.loss;
        values["learning rate"] = event.learningRate;
        break;
      case "validation":
        values["Dice"] = event.meanDice;
        break;
      case "done":
      case "predicted":
        inFold = 1;
        break;
    }
    return { done: (event.fold + inFold) / folds, values: { ...values } };
  };
}
