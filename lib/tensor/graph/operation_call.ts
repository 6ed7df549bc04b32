import type * as tf from "@tensorflow/tfjs-core";
import type { OperationAttribute } from "../binding.ts";
import type { OutputSpec } from "./graph_node.ts";

/** One call of an operation whose outputs are to be told without running it on the true values. */
export interface OperationCall {
  readonly operation: string;
  readonly attributes: readonly OperationAttribute[];
  readonly inputs: readonly CallInput[];
  readonly outputs: number;
}

/** An input: its shape and type, and its values where they are known when the step is traced. */
export interface CallInput extends OutputSpec {
  readonly known?: tf.Tensor;
}

/** Tells an operation's outputs; nothing where a rule would be long. */
export type Rule = (
  call: OperationCall,
) => OutputSpec | readonly OutputSpec[] | undefined;
