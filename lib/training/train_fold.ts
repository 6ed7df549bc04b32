import { InputError } from "../core/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import { openBackend } from "../tensor/mod.ts";
import { saveBest } from "./checkpoint.ts";
import type { SamplePrediction, TrainingEvent } from "./events.ts";
import { foldFiles } from "./fold_files.ts";
import { readResult, writeResult } from "./fold_result.ts";
import { trainingIdentity } from "./identity.ts";
import { lockFolder } from "./lock_folder.ts";
import { prepareFolder } from "./prepare_folder.ts";
import { openSession, type Session, type TrainFoldOptions } from "./session.ts";
import { trainStep } from "./train_step.ts";
import { validate } from "./validate.ts";
import { sampleIndices, writeSample } from "./write_samples.ts";

/**
 * Trains one fold and tells of every step, epoch, validation and checkpoint; whoever reads the events draws or prints
 * them. Leaving the loop early frees everything; the last checkpoint stands.
 *
 * The same arguments give the same files bit for bit (but `timing.jsonl`), in one go or interrupted anywhere and gone
 * on with, after a `kill -9` as well. `best.safetensors` has the weights of the best validation, by which its Dice is
 * a little flattered; see `TrainingResult`. Where `done.json` is there, only the `done` event is given.
 *
 * @param options Data, recipe, folder.
 * @throws {InputError} Where a checkpoint of another recipe, data set, seed or fold is in the folder (names the key),
 * another training uses the folder, an image cannot be read, or the loss is no longer finite (names the step).
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
  const identity = trainingIdentity({
    recipe: options.recipe,
    data: options.dataFingerprint,
    seed: options.seed,
    fold: options.fold,
    training: options.training.map(({ id }) => id),
    validation: options.validation.map(({ id }) => id),
  });
  const files = foldFiles(options.folder);
  await Deno.mkdir(files.folder, { recursive: true });
  using _lock = await lockFolder(files.folder);
  await prepareFolder(files, options.resume ?? true);
  const earlier = await readResult(files, identity);
  if (earlier) return yield { type: "done", ...earlier };

  await openBackend();
  const session = await openSession(options, files, identity);
  try {
    while (session.progress.epoch <= options.recipe.training.epochs) {
      session.timing.beginEpoch();
      const whole = (yield* makeSteps(session)) &&
        (yield* validateEpoch(session));
      if (!whole) return yield await interrupt(session);
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
  const { state, loader, log, signal, steps } = session;
  const { epoch, stepsInEpoch } = session.progress;
  for await (const batch of loader.batches(epoch, stepsInEpoch)) {
    if (signal?.aborted) return false;
    const learningRate = session.learningRate(session.stepsMade());
    const loss = trainStep(state, batch, learningRate);
    checkLoss(loss, session);
    const { progress } = session;
    session.progress = {
      ...progress,
      stepsInEpoch: progress.stepsInEpoch + 1,
      lossSum: progress.lossSum + loss * batch.ids.length,
      crops: progress.crops + batch.ids.length,
    };
    const type = "step" as const;
    const step = session.stepsMade();
    const line = { type, epoch, step, steps, loss, learningRate };
    log.append(line);
    yield { ...line, secondsLeft: session.secondsLeft(step) };
    await nextTask();
  }
  return !signal?.aborted;
}

/**
 * Scores the validation images where the recipe asks for it after this epoch, and draws the predictions for a few of
 * them, after the first epoch too. Gives false, and notes nothing, where the signal was raised.
 */
async function* validateEpoch(
  session: Session,
): AsyncGenerator<TrainingEvent, boolean> {
  const { recipe, state, files, validation } = session;
  const { epoch } = session.progress;
  const due = isValidated(session);
  if (!due && epoch !== 1) return true;

  const shown = sampleIndices(validation.records.length);
  const dice: Record<string, number> = {};
  const samples: SamplePrediction[] = [];
  const which = due ? validation.records.keys() : shown;
  for (const index of which) {
    const result = await validate(state.model, validation, index, recipe);
    dice[result.sample.id] = result.dice;
    if (shown.includes(index)) {
      samples.push(await writeSample(files.samples, epoch, result));
    }
    await nextTask();
    if (session.signal?.aborted) return false;
  }
  yield { type: "samples", epoch, samples };
  if (!due) return true;

  const meanDice = meanScore(Object.values(dice));
  const event = { type: "validation", epoch, meanDice, dice } as const;
  session.log.append(event);
  yield event;
  const { best } = session.progress;
  session.progress = { ...session.progress, lastDice: meanDice };
  if (!best || meanDice > best.dice) {
    const better = { epoch, dice: meanDice };
    session.progress = { ...session.progress, best: better };
    await saveBest(files.best, state, better);
    yield { type: "checkpoint", kind: "best", path: files.best, epoch };
  }
  return true;
}

/** True where the recipe asks for a validation after the epoch that runs. */
function isValidated({ recipe, progress }: Session): boolean {
  const { epochs, validateEvery } = recipe.training;
  return progress.epoch === epochs || progress.epoch % validateEvery === 0;
}

/** Sums the epoch up and saves the state in which the next one begins. */
async function* endEpoch(
  session: Session,
): AsyncGenerator<TrainingEvent, void> {
  const { log, timing, files } = session;
  const { epoch, lossSum, crops, lastDice: dice } = session.progress;
  const { epochs } = session.recipe.training;
  const line = {
    type: "epoch",
    epoch,
    epochs,
    loss: lossSum / crops,
    ...(isValidated(session) && dice !== undefined ? { dice } : {}),
    learningRate: session.learningRate(session.stepsMade() - 1),
  } as const;
  log.append(line);
  session.progress = {
    ...session.progress,
    epoch: epoch + 1,
    stepsInEpoch: 0,
    lossSum: 0,
    crops: 0,
  };
  await session.save();
  yield { ...line, seconds: timing.endEpoch(epoch) };
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
        `Lower optimizer.learningRate (now ${recipe.optimizer.learningRate}) or raise schedule.warmUpEpochs (now ${recipe.schedule.warmUpEpochs}).`,
    },
  );
}

/** Lets timers, signals and messages in, which a loop of promises alone would keep waiting. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
