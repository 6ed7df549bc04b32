import { InputError, writeFileAtomic } from "../core/mod.ts";
import type { Model } from "../models/mod.ts";
import {
  type Optimizer,
  plateauStart,
  type PlateauState,
  type WeightAverage,
} from "../optimizers/mod.ts";
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
  /** Of the latest step. */
  readonly learningRate: number;
  /** The latest epoch whose end was taken into the weights' mean, where that is done at the ends of epochs. */
  readonly averaged: number;
  /** The best validations so far, the best first, as many as the recipe keeps. */
  readonly best: readonly Best[];
  /** Mean Dice of the latest validation. */
  readonly lastDice: number | undefined;
  /** Where the schedule stands, if it waits for validations. */
  readonly plateau: PlateauState;
  /** Length of the log. */
  readonly logBytes: number;
  /** Length of TensorBoard's file. */
  readonly boardBytes: number;
}

/** One of the best validations. */
export interface Best {
  readonly epoch: number;
  /** Mean Dice. */
  readonly dice: number;
  /** Mean of the metric by which it was chosen. */
  readonly score: number;
}

/** Where every training begins. */
export const START: Progress = {
  epoch: 1,
  stepsInEpoch: 0,
  lossSum: 0,
  crops: 0,
  learningRate: 0,
  averaged: 0,
  best: [],
  lastDice: undefined,
  plateau: plateauStart,
  logBytes: 0,
  boardBytes: 0,
};

/** What a checkpoint is taken of. */
export interface TrainingState {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** Mean of the weights, where the recipe asks for one. */
  readonly average?: WeightAverage;
  readonly identity: TrainingIdentity;
}

type Variables = ReadonlyMap<string, tf.Variable>;

const prefixed = (prefix: string, variables: Variables): Variables =>
  new Map([...variables].map(([name, one]) => [prefix + name, one]));

/** The weights that the network has while it learns. */
const ownWeights = ({ model }: TrainingState): Variables =>
  new Map([...model.parameters, ...model.buffers]);

/** How often the weights' mean was moved on. */
const UPDATES = "updates";

/** True where there is a mean of the weights, and something in it. */
export function hasMean({ average }: TrainingState): boolean {
  return average !== undefined &&
    average.state().get(UPDATES)!.dataSync()[0] !== 0;
}

/** The weights that predict: their mean, from its first update on. */
function weightsOf(state: TrainingState): Variables {
  const own = ownWeights(state);
  if (!state.average || !hasMean(state)) return own;
  const means = state.average.state();
  return new Map([...own.keys()].map((name) => [name, means.get(name)!]));
}

/**
 * Everything by its name in the file: under the plain names the weights that predict; what else the training needs has
 * a prefix.
 */
function everythingOf(state: TrainingState, weights: Variables): Variables {
  const { optimizer, average } = state;
  const all = [weights, prefixed("optimizer.", optimizer.state())];
  if (average) {
    const updates = average.state().get(UPDATES)!;
    all.push(prefixed("own.", ownWeights(state)));
    all.push(prefixed("average.", new Map([[UPDATES, updates]])));
  }
  return new Map(all.flatMap((variables) => [...variables]));
}

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
  await write(path, everythingOf(state, weightsOf(state)), {
    identity: JSON.stringify(state.identity),
    progress: JSON.stringify(progress),
  });
}

/**
 * Writes the weights alone, for predictions.
 *
 * @param path Where.
 * @param state What trains.
 * @param chosen Why these were kept: the validation or the step.
 * @param kind The mean of the weights, where there is one, or those of this very step. @default {"mean"}
 */
export async function saveWeights(
  path: string,
  state: TrainingState,
  chosen: Best | { readonly step: number },
  kind: "mean" | "own" = "mean",
): Promise<void> {
  const weights = kind === "mean" ? weightsOf(state) : ownWeights(state);
  await write(path, weights, {
    identity: JSON.stringify(state.identity),
    chosen: JSON.stringify(chosen),
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
  const { average } = state;
  const own = ownWeights(state);
  const means = [...own.keys()].map((name) =>
    [name, average?.state().get(name) ?? own.get(name)!] as const
  );
  assignVariables(everythingOf(state, new Map(means)), tensors, path);
  return { ...START, ...progress as Progress };
}
