import type { LossMode } from "../losses/loss.ts";
import type { DrawKey, tf } from "../tensor/mod.ts";
import type { ParameterSpec } from "./parameters/mod.ts";

/** How a network is to behave. */
export interface ForwardOptions {
  /** Normalise by the batch and move the running statistics (true), or use the running statistics (false). */
  readonly training: boolean;
  /** What stochastic depth and dropout draw from while training; left out, nothing is dropped. */
  readonly draw?: Omit<DrawKey, "layer">;
}

/** Everything that a network computes. */
export interface ModelOutputs {
  /** A class a channel, at the image's resolution: [batch, height, width, classes]. */
  readonly logits: tf.Tensor4D;
  /**
   * Deep supervision: logits of the decoder's coarser levels at their own sizes, the finest first; empty without. With
   * `logits` before them they are what `deepSupervision` of lib/losses takes.
   */
  readonly deepSupervision: readonly tf.Tensor4D[];
  /** The classification head's logits for the whole image, [batch, classes]; absent without. */
  readonly classification?: tf.Tensor2D;
}

/** A network with its weights. */
export interface Model {
  /** The recipe's name for it. */
  readonly name: string;
  /** Parameters as PyTorch counts them, those included that the original holds without use. */
  readonly parameterCount: number;
  /** Height and width of the input must be multiples of this. */
  readonly stride: number;
  /** What the logits' channels mean; `probabilities` turns them into what it says. */
  readonly mode: LossMode;
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
  /**
   * Runs the network with its heads for training, which `forward` leaves out.
   *
   * @param x As `forward` takes it.
   * @param options Training or inference.
   * @returns All heads' logits; dispose of them.
   * @throws {InputError} As `forward`.
   */
  outputs(x: tf.Tensor4D, options: ForwardOptions): ModelOutputs;
  /** Frees the weights. */
  dispose(): void;
}
