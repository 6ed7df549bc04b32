import { tf } from "../../tensor/mod.ts";

/** What a model learns and what it measures on the way. */
export interface AveragedVariables {
  /** By name. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** Such as running means and variances, by name. @default {new Map()} */
  readonly buffers?: ReadonlyMap<string, tf.Variable>;
}

/** Settings of every average. */
export interface AverageOptions {
  /** What is done with buffers: the model's present ones, or averaged like parameters. @default {"copy"} */
  readonly buffers?: "copy" | "average";
}

/** An average of a model's weights over the steps of a training, in variables of its own. */
export interface WeightAverage {
  /**
   * Takes the present weights in; may stand in a compiled step.
   *
   * @throws {Error} While the averages are swapped in.
   */
  update(): void;
  /**
   * Gives the model the averages, for validation or saving; its own weights are kept aside. After compiled steps, read
   * the variables back first.
   *
   * @throws {Error} Where they are swapped in already.
   */
  swapIn(): void;
  /**
   * Gives the model its own weights back.
   *
   * @throws {Error} Where they are not swapped in.
   */
  swapOut(): void;
  /** Calls a function while the averages are swapped in, and swaps them out whatever happens. */
  withAverages<T>(call: () => T | Promise<T>): Promise<T>;
  /** What must be saved so that training resumes: the averages under the weights' names, and `updates`. */
  state(): ReadonlyMap<string, tf.Variable>;
  /** Frees the averages; swap them out first. */
  dispose(): void;
}

/** The name of the count in the state. */
const UPDATES = "updates";

/**
 * Makes an average that moves toward the weights by some share at each update.
 *
 * @param variables What is averaged; the averages begin with their present values.
 * @param shareOf The share in [0, 1] of the n-th update, n from 1; 1 is a copy.
 * @param options What becomes of buffers.
 */
export function weightAverage(
  { parameters, buffers = new Map() }: AveragedVariables,
  shareOf: (update: tf.Scalar) => tf.Scalar,
  options: AverageOptions,
): WeightAverage {
  const averaged = new Map(parameters);
  const copied = new Map<string, tf.Variable>();
  const followers = options.buffers === "average" ? averaged : copied;
  buffers.forEach((variable, name) => followers.set(name, variable));

  const sources = new Map([...averaged, ...copied]);
  const state = new Map<string, tf.Variable>();
  for (const [name, source] of sources) {
    state.set(name, tf.tidy(() => tf.variable(tf.clone(source), false)));
  }
  const updates = tf.tidy(() => tf.variable(tf.scalar(0), false));
  state.set(UPDATES, updates);
  let aside: Map<tf.Variable, tf.Tensor> | undefined;

  const average: WeightAverage = {
    update() {
      if (aside) {
        throw new Error(
          "Cannot update averaged weights: the model must have its own weights, now it has the averages",
        );
      }
      tf.tidy(() => {
        const update: tf.Scalar = tf.add(updates, tf.scalar(1));
        updates.assign(update);
        const share = shareOf(update);
        const keep = tf.sub(tf.scalar(1), share);
        for (const [name, source] of averaged) {
          const mean = state.get(name)!;
          tf.tidy(() =>
            mean.assign(tf.add(tf.mul(mean, keep), tf.mul(source, share)))
          );
        }
        for (const [name, source] of copied) {
          state.get(name)!.assign(tf.clone(source));
        }
      });
    },
    swapIn() {
      if (aside) {
        throw new Error("Cannot swap averages in: they are in already");
      }
      aside = new Map();
      for (const [name, source] of sources) {
        aside.set(source, tf.keep(tf.clone(source)));
        tf.tidy(() => source.assign(tf.clone(state.get(name)!)));
      }
    },
    swapOut() {
      if (!aside) throw new Error("Cannot swap averages out: they are not in");
      for (const [source, own] of aside) {
        source.assign(own);
        own.dispose();
      }
      aside = undefined;
    },
    async withAverages(call) {
      average.swapIn();
      try {
        return await call();
      } finally {
        average.swapOut();
      }
    },
    state: () => state,
    dispose: () => state.forEach((variable) => variable.dispose()),
  };
  return average;
}
