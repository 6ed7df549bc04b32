import { InputError } from "../core/mod.ts";
import { openBackend } from "../tensor/mod.ts";
import { saveWeights } from "./checkpoint.ts";
import type { TrainingEvent } from "./events.ts";
import { foldFiles } from "./fold_files.ts";
import { readResult, writeResult } from "./fold_result.ts";
import { trainingIdentity } from "./identity.ts";
import { findInitialWeights } from "./initial_weights.ts";
import { lockFolder } from "./lock_folder.ts";
import { nextTask } from "./next_task.ts";
import { prepareFolder } from "./prepare_folder.ts";
import { openSession, type Session } from "./session.ts";
import type { TrainFoldOptions } from "./train_fold_options.ts";
import { isValidated, validateEpoch } from "./validate_epoch.ts";

/**
 * Trains one fold and tells of every step, epoch, validation and checkpoint; whoever reads the events draws or prints
 * them. Leaving the loop early frees everything; the last checkpoint stands.
 *
 * The same arguments give the same files bit for bit (but `timing.jsonl` and the times in TensorBoard's file), in one go or interrupted anywhere and gone
 * on with, after a `kill -9` as well. Where the recipe asks for a mean of the weights, that is what validates and what the checkpoints
 * predict with. `best.safetensors` has the weights of the best validation, by which its Dice is a little flattered; see
 * `TrainingResult`. Where `done.json` is there, only the `done` event is given.
 *
 * @param options Data, recipe, folder.
 * @throws {InputError} Where a checkpoint of another recipe, data set, seed, fold or file of weights is in the folder (names
 * the key), the file of weights that the recipe asks for is missing or of another encoder, another training uses the folder, an image cannot be read, or the loss is no longer finite (names the step).
 *
 * @example
 * ```ts
 * import { smokeRecipe, unetBaseline } from "../recipes/mod.ts";
 * import { trainFold } from "./train_fold.ts";
 *
 * const record = { id: "a", group: "a", imagePath: "/a.png" };
 * const data = Uint8Array.from({ length: 32 * 32 }, (_, i) => (i % 32 < 16 ? 1 : 0));
 * const size = { width: 32, height: 32 };
 * const sample = {
 *   ...record,
 *   image: { data: data.map((v) => 200 * v), ...size, channels: 1 as const },
 *   mask: { data, ...size },
 * };
 * const recipe = smokeRecipe(unetBaseline);
 * const types = new Set<string>();
 * for await (
 *   const event of trainFold({
 *     folder: await Deno.makeTempDir(),
 *     recipe: {
 *       ...recipe,
 *       training: { ...recipe.training, samplesPerEpoch: 4, cropSide: 16 },
 *     },
 *     fold: 0,
 *     seed: 1,
 *     training: [record],
 *     validation: [{ ...record, id: "b" }],
 *     load: () => Promise.resolve(sample),
 *     dataFingerprint: "none",
 *     workers: 0,
 *   })
 * ) {
 *   types.add(event.type);
 * }
 * if (!types.has("step") || !types.has("done")) throw new Error([...types].join());
 * ```
 */
export async function* trainFold(
  options: TrainFoldOptions,
): AsyncGenerator<TrainingEvent, void> {
  const initial = await findInitialWeights(options.recipe.model);
  const identity = trainingIdentity({
    recipe: options.recipe,
    data: options.dataFingerprint,
    seed: options.seed,
    fold: options.fold,
    training: options.training.map(({ id }) => id),
    validation: options.validation.map(({ id }) => id),
    ...(initial ? { initialWeights: initial.sha256 } : {}),
  });
  const files = foldFiles(options.folder);
  await Deno.mkdir(files.folder, { recursive: true });
  using _lock = await lockFolder(files.folder);
  await prepareFolder(files, options.resume ?? true);
  const earlier = await readResult(files, identity);
  if (earlier) return yield { type: "done", ...earlier };

  await openBackend();
  const session = await openSession(options, files, identity, initial);
  try {
    while (session.progress.epoch <= options.recipe.training.epochs) {
      session.timing.beginEpoch();
      if (!(yield* makeSteps(session))) return yield await interrupt(session);
      averageEpoch(session);
      if (!(yield* validateEpoch(session))) {
        return yield await interrupt(session);
      }
      yield* endEpoch(session);
    }
    const { progress, steps } = session;
    const result = await writeResult(files, identity, progress, steps);
    yield { type: "done", ...result };
  } finally {
    session.close();
  }
}

/** Makes the epoch's remaining steps. Gives false where the signal was raised. */
async function* makeSteps(
  session: Session,
): AsyncGenerator<TrainingEvent, boolean> {
  const { learner, loader, timing, signal } = session;
  const { epoch, stepsInEpoch } = session.progress;
  const batches = timing.timeWaits(loader.batches(epoch, stepsInEpoch));
  for await (const batch of batches) {
    if (signal?.aborted) return false;
    const made = session.stepsMade();
    const learningRate = session.learningRate(made);
    const loss = learner.step(
      batch,
      learningRate,
      session.momentum(made),
      session.auxiliaryFactor(),
    );
    checkLoss(loss, session);
    yield noteStep(session, loss, batch.ids.length, learningRate);
    if (session.snapshots.has(made + 1)) yield await keepSnapshot(session);
    await nextTask();
  }
  return !signal?.aborted;
}

/** Counts a step and writes it to the logs. */
function noteStep(
  session: Session,
  loss: number,
  crops: number,
  learningRate: number,
): TrainingEvent {
  const { progress, steps, log, board } = session;
  session.progress = {
    ...progress,
    stepsInEpoch: progress.stepsInEpoch + 1,
    lossSum: progress.lossSum + loss * crops,
    crops: progress.crops + crops,
    learningRate,
  };
  const type = "step" as const;
  const step = session.stepsMade();
  const line = {
    type,
    epoch: progress.epoch,
    step,
    steps,
    loss,
    learningRate,
  };
  log.append(line);
  board.add(step, { "train/loss": loss, "train/learning_rate": learningRate });
  return { ...line, secondsLeft: session.secondsLeft(step) };
}

/** Writes the weights at the end of a cycle of the learning rate. */
async function keepSnapshot(session: Session): Promise<TrainingEvent> {
  const { files, learner, state } = session;
  const step = session.stepsMade();
  const name = `step_${String(step).padStart(6, "0")}.safetensors`;
  const path = `${files.snapshots}/${name}`;
  learner.readBack();
  await saveWeights(path, state, { step }, "own");
  const { epoch } = session.progress;
  return { type: "checkpoint", kind: "snapshot", path, epoch };
}

/** Takes the weights of this epoch's end into their mean, where the recipe asks for that. */
function averageEpoch(session: Session): void {
  const { recipe, state, learner, progress } = session;
  const { average } = recipe.training;
  const { epoch } = progress;
  if (average?.name !== "swa" || epoch < average.fromEpoch) return;
  // A training that was stopped in this epoch's validation has done so before.
  if (progress.averaged === epoch) return;
  learner.readBack();
  state.average!.update();
  session.progress = { ...progress, averaged: epoch };
}

/** Sums the epoch up and saves the state in which the next one begins. */
async function* endEpoch(
  session: Session,
): AsyncGenerator<TrainingEvent, void> {
  const { log, board, timing, files } = session;
  const { epoch, lossSum, crops, learningRate } = session.progress;
  const { lastDice: dice } = session.progress;
  const { epochs } = session.recipe.training;
  const line = {
    type: "epoch",
    epoch,
    epochs,
    loss: lossSum / crops,
    ...(isValidated(session) && dice !== undefined ? { dice } : {}),
    learningRate,
  } as const;
  log.append(line);
  board.add(session.stepsMade(), { "train/epoch_loss": line.loss });
  session.progress = {
    ...session.progress,
    epoch: epoch + 1,
    stepsInEpoch: 0,
    lossSum: 0,
    crops: 0,
  };
  await session.save();
  yield { ...line, ...timing.endEpoch(epoch) };
  yield { type: "checkpoint", kind: "last", path: files.last, epoch };
}

/** Saves where the training stands. */
async function interrupt(session: Session): Promise<TrainingEvent> {
  await session.save();
  const { epoch } = session.progress;
  const step = session.stepsMade();
  session.timing.add({ event: "interrupted", epoch, step });
  return { type: "interrupted", epoch, step, path: session.files.last };
}

function checkLoss(loss: number, session: Session): void {
  if (Number.isFinite(loss)) return;
  const { recipe, progress } = session;
  throw new InputError(
    `Cannot go on with the training: the loss must be finite, current value is ${loss} at step ${
      session.stepsMade() + 1
    } (epoch ${progress.epoch})`,
    {
      remedy:
        `Lower optimizer.learningRate (now ${recipe.optimizer.learningRate}), raise schedule.warmUpEpochs (now ${recipe.schedule.warmUpEpochs}) or set optimizer.clipNorm.`,
    },
  );
}
