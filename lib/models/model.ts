import type { DrawKey, tf } from "../tensor/mod.ts";
import type { ParameterSpec } from "./parameters/mod.ts";

/** How a network is to behave. */
export interface ForwardOptions {
  /** Normalise by the batch and move the running statistics (true), or use the running statistics (false). */
  readonly training: boolean;
  /** What stochastic depth draws from while training; left out, no block is dropped. */
  readonly draw?: Omit<DrawKey, "layer">;
}

/** A network with its weights. */
export interface Model {
  /** The recipe's name for it. */
  readonly name: string;
  /** Parameters as PyTorch counts them, those included that the original holds without use. */
  readonly parameterCount: number;
  /** Height and width of the input must be multiples of this. */
  readonly stride: number;
  /** Everything that is saved, in a fixed order: what it is called, its shape and the order of its numbers. */
  readonly specs: readonly ParameterSpec[];
  /** What is trained, by PyTorch's names in a fixed order; filters are [rows, columns, inputs, outputs]. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** What must be saved with them but is not trained: running means and variances, and parameters without use. */
  readonly buffers: ReadonlyMap<string, tf.Variable>;
  /**
   * Runs the network.
   *
   * @param x Images [batch, height, width, channels], normalised as the recipe says.
   * @param options Training or inference.
   * @returns Logits [batch, height, width, outputs].
   * @throws {InputError} Where a side is not a multiple of the stride or the channels differ; names the right size.
   */
  forward(x: tf.Tensor4D, options: ForwardOptions): tf.Tensor4D;
  /** Frees the weights. */
  dispose(): void;
}
