import { meanScore, type MetricName } from "../metrics/mod.ts";
import { updatePlateau } from "../optimizers/mod.ts";
import { saveWeights } from "./checkpoint.ts";
import type {
  SamplePrediction,
  TrainingEvent,
  ValidationEvent,
} from "./events.ts";
import { keepBest, keptPath, writeKeptIndex } from "./kept_checkpoints.ts";
import { readAhead } from "./loader/mod.ts";
import { nextTask } from "./next_task.ts";
import type { Session } from "./session.ts";
import { validate } from "./validate.ts";
import { sampleIndices, writeSample } from "./write_samples.ts";

/** True where the recipe asks for a validation after the epoch that runs. */
export function isValidated({ recipe, progress }: Session): boolean {
  const { epochs, validateEvery } = recipe.training;
  return progress.epoch === epochs || progress.epoch % validateEvery === 0;
}

/** The metric by which the best weights are chosen. */
const metricOf = ({ recipe }: Session): MetricName =>
  recipe.training.metric ?? "dice";

/** Scores of the validation images by id, and pictures of some of them. */
interface Scores {
  readonly dice: Readonly<Record<string, number>>;
  readonly scores: readonly number[];
  readonly samples: readonly SamplePrediction[];
}

/**
 * Scores the validation images where the recipe asks for it after this epoch, and draws the predictions for a few of
 * them, after the first epoch too; keeps the weights that are among the best. Gives false, and notes nothing, where the
 * signal was raised.
 */
export async function* validateEpoch(
  session: Session,
): AsyncGenerator<TrainingEvent, boolean> {
  const { epoch } = session.progress;
  const due = isValidated(session);
  if (!due && epoch !== 1) return true;

  const found = await session.withWeights(() => scoreImages(session, due));
  if (!found) return false;
  yield { type: "samples", epoch, samples: found.samples };
  if (!due) return true;

  const event = summarize(session, found);
  const { meanDice, selection } = event;
  const metric = metricOf(session);
  const score = selection?.mean ?? meanDice;
  session.log.append(event);
  session.board.add(session.stepsMade(), {
    "validation/dice": meanDice,
    ...(selection ? { [`validation/${metric}`]: score } : {}),
  });
  yield event;
  session.progress = { ...session.progress, lastDice: meanDice };
  moveSchedule(session, score);
  yield* keepWeights(session, { epoch, dice: meanDice, score });
  return true;
}

/** Predicts and scores all images, or those alone whose predictions are drawn; nothing where the signal was raised. */
async function scoreImages(
  session: Session,
  all: boolean,
): Promise<Scores | undefined> {
  const { recipe, state, files, validation, ahead } = session;
  const { epoch } = session.progress;
  const shown = sampleIndices(validation.records.length);
  const which = all ? [...validation.records.keys()] : shown;
  const metric = metricOf(session);
  const dice: Record<string, number> = {};
  const scores: number[] = [];
  const samples: SamplePrediction[] = [];
  const read = (i: number) => validation.get(which[i]!);
  for await (const sample of readAhead(0, which.length, ahead, read)) {
    const result = await validate(state.model, sample, metric, recipe);
    if (shown.includes(which[scores.length]!)) {
      samples.push(await writeSample(files.samples, epoch, result));
    }
    dice[sample.id] = result.dice;
    scores.push(result.score);
    await nextTask();
    if (session.signal?.aborted) return undefined;
  }
  return { dice, scores, samples };
}

function summarize(
  session: Session,
  { dice, scores }: Scores,
): ValidationEvent {
  const { epoch } = session.progress;
  const metric = metricOf(session);
  const meanDice = meanScore(Object.values(dice));
  return {
    type: "validation",
    epoch,
    meanDice,
    dice,
    ...(metric === "dice"
      ? {}
      : { selection: { metric, mean: meanScore(scores) } }),
  };
}

/** Tells the schedule, where it waits for validations. */
function moveSchedule(session: Session, score: number): void {
  const { schedule } = session.recipe;
  if (schedule.name !== "plateau") return;
  const plateau = updatePlateau(schedule, session.progress.plateau, score);
  session.progress = { ...session.progress, plateau };
}

/** Writes the weights where they are among the best few. */
async function* keepWeights(
  session: Session,
  latest: {
    readonly epoch: number;
    readonly dice: number;
    readonly score: number;
  },
): AsyncGenerator<TrainingEvent, void> {
  const { files, state, recipe } = session;
  const { epoch } = latest;
  const metric = metricOf(session);
  const limit = recipe.training.keepBest ?? 1;
  const best = keepBest(session.progress.best, latest, metric, limit);
  session.progress = { ...session.progress, best };
  if (!best.includes(latest)) return;
  if (limit > 1) {
    const path = keptPath(files, latest);
    await saveWeights(path, state, latest);
    await writeKeptIndex(files, best, metric);
    yield { type: "checkpoint", kind: "kept", path, epoch };
  }
  if (best[0] === latest) {
    await saveWeights(files.best, state, latest);
    yield { type: "checkpoint", kind: "best", path: files.best, epoch };
  }
}
