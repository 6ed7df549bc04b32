import type { tf } from "../tensor/mod.ts";

/** Changes parameters by their gradients. */
export interface Optimizer {
  /**
   * Makes one step, in place. Everything happens in tensors, so that it may stand in a compiled step.
   *
   * @param gradients One a parameter, by the parameters' names; they are not disposed of. None is needed for a frozen
   * parameter.
   * @param learningRate This step's rate.
   * @param momentum This step's momentum (the first beta of Adam), where a schedule moves it; else the optimiser's own.
   * @throws {Error} Where a parameter's gradient is missing; names it.
   */
  step(
    gradients: ReadonlyMap<string, tf.Tensor>,
    learningRate: tf.Scalar,
    momentum?: tf.Scalar,
  ): void;
  /**
   * What must be saved beside the parameters so that training resumes bit for bit: assign the saved values to these
   * variables. `step` is the number of steps made, the others are moments of one parameter or of several packed
   * together; the packing depends on names and shapes of the parameters and on the rules alone.
   */
  state(): ReadonlyMap<string, tf.Variable>;
  /** Frees the state; the parameters stay. */
  dispose(): void;
}
