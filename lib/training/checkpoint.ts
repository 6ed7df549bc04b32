import { InputError, writeFileAtomic } from "../core/mod.ts";
import type { Model } from "../models/mod.ts";
import type { Optimizer } from "../optimizers/mod.ts";
import {
  assignVariables,
  decodeSafetensors,
  encodeSafetensors,
  readVariables,
  type tf,
} from "../tensor/mod.ts";
import { checkIdentity, type TrainingIdentity } from "./identity.ts";

/** Where a training stands. */
export interface Progress {
  /** The epoch that runs, from 1; one more than the last when the training is over. */
  readonly epoch: number;
  /** Steps made in it. */
  readonly stepsInEpoch: number;
  /** Sum of the losses of its crops. */
  readonly lossSum: number;
  /** Crops drawn in it. */
  readonly crops: number;
  /** The best validation so far. */
  readonly best: Best | undefined;
  /** Mean Dice of the latest validation. */
  readonly lastDice: number | undefined;
  /** Length of the log. */
  readonly logBytes: number;
}

/** The validation with the highest mean Dice, the first of equals. */
export interface Best {
  readonly epoch: number;
  readonly dice: number;
}

/** Where every training begins. */
export const START: Progress = {
  epoch: 1,
  stepsInEpoch: 0,
  lossSum: 0,
  crops: 0,
  best: undefined,
  lastDice: undefined,
  logBytes: 0,
};

/** What a checkpoint is taken of. */
export interface TrainingState {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly identity: TrainingIdentity;
}

const weightsOf = (model: Model): Map<string, tf.Variable> =>
  new Map([...model.parameters, ...model.buffers]);

/** Weights, and the optimiser's state under `optimizer.`. */
const everythingOf = ({ model, optimizer }: TrainingState) =>
  new Map([
    ...weightsOf(model),
    ...[...optimizer.state()].map(([name, variable]) =>
      [`optimizer.${name}`, variable] as const
    ),
  ]);

async function write(
  path: string,
  variables: ReadonlyMap<string, tf.Variable>,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const tensors = readVariables(variables);
  for (const [name, { data }] of tensors) {
    if (!data.every(Number.isFinite)) {
      throw new InputError(
        `Cannot save the training: weights must be finite, ${name} is not`,
        { remedy: "Lower optimizer.learningRate; the last checkpoint stands." },
      );
    }
  }
  await writeFileAtomic(path, encodeSafetensors(tensors, metadata));
}

/**
 * Writes everything that a training needs to go on, whole or not at all. Equal states give equal bytes.
 *
 * @throws {InputError} Where a weight is not finite; the old checkpoint stands.
 */
export async function saveLast(
  path: string,
  state: TrainingState,
  progress: Progress,
): Promise<void> {
  await write(path, everythingOf(state), {
    identity: JSON.stringify(state.identity),
    progress: JSON.stringify(progress),
  });
}

/** Writes the weights alone, for predictions, with the validation that chose them. */
export async function saveBest(
  path: string,
  { model, identity }: TrainingState,
  best: Best,
): Promise<void> {
  await write(path, weightsOf(model), {
    identity: JSON.stringify(identity),
    best: JSON.stringify(best),
  });
}

/**
 * Puts a saved training back into a model and an optimiser.
 *
 * @returns Where it stood; the start where there is no checkpoint.
 * @throws {InputError} Where the checkpoint is broken or of another training.
 */
export async function restoreLast(
  path: string,
  state: TrainingState,
): Promise<Progress> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return START;
    throw error;
  }
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const [identity, progress] = ["identity", "progress"].map((key) => {
    const text = metadata.get(key);
    if (text !== undefined) return JSON.parse(text) as unknown;
    throw new InputError(
      `Cannot go on with the training: the checkpoint must carry "${key}", it does not`,
      { file: path, remedy: "Delete the fold's folder and train it again." },
    );
  });
  checkIdentity(identity as TrainingIdentity, state.identity, path);
  assignVariables(everythingOf(state), tensors, path);
  return { ...START, ...progress as Progress };
}
