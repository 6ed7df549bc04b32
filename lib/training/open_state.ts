import { randomSource } from "../core/mod.ts";
import { buildLoss } from "../losses/mod.ts";
import { buildModel } from "../models/mod.ts";
import {
  buildOptimizer,
  scaleLoss,
  trainableParameters,
} from "../optimizers/mod.ts";
import { loadEncoder } from "../weights/mod.ts";
import type { TrainingState } from "./checkpoint.ts";
import type { TrainingIdentity } from "./identity.ts";
import type { InitialWeights } from "./initial_weights.ts";
import type { TrainFoldOptions } from "./train_fold_options.ts";
import { type Learner, openLearner } from "./train_step.ts";
import { openAverage } from "./weight_mean.ts";

/** Network, optimiser and mean of the weights, as they are before the first step. */
export async function openState(
  { recipe, seed, fold }: TrainFoldOptions,
  identity: TrainingIdentity,
  initial: InitialWeights | undefined,
  opened: DisposableStack,
): Promise<{ state: TrainingState; learner: Learner }> {
  const {
    batchSize,
    accumulate = 1,
    average: mean,
    precision,
    auxiliaryLoss,
  } = recipe.training;
  const model = opened.adopt(
    buildModel(recipe.model, {
      inputChannels: recipe.input.channels,
      seed: randomSource(seed, "model", fold).integer(2 ** 31),
    }),
    (model) => model.dispose(),
  );
  if (initial) await loadEncoder(model, initial.encoder, initial.path);
  const trained = trainableParameters(
    model.parameters,
    recipe.optimizer.groups ?? [],
  );
  const plain = buildOptimizer(recipe.optimizer, model.parameters);
  const optimizer = opened.adopt(
    precision === "float16" ? scaleLoss(plain, trained) : plain,
    (optimizer) => optimizer.dispose(),
  );
  const average = mean &&
    opened.adopt(openAverage(model, mean), (average) => average.dispose());
  const learner = opened.adopt(
    openLearner({
      model,
      loss: buildLoss(recipe.loss),
      optimizer,
      trained,
      seed: randomSource(seed, "draw", fold).integer(2 ** 31),
      ...(precision ? { precision } : {}),
      ...(auxiliaryLoss ? { auxiliaryLoss } : {}),
      ...(accumulate > 1 ? { portion: batchSize / accumulate } : {}),
      // The other kind is moved on at the ends of epochs.
      ...(average && mean.name === "ema" ? { average } : {}),
    }),
    (learner) => learner.dispose(),
  );
  const state = { model, optimizer, identity, ...(average ? { average } : {}) };
  return { state, learner };
}
