import type * as tf from "@tensorflow/tfjs-core";
import type { OperationAttribute } from "../binding.ts";
import type { GraphType } from "../element_type.ts";

/** Shape and element type of one output of a node. */
export interface OutputSpec {
  readonly shape: readonly number[];
  readonly type: GraphType;
}

/** One output of a node. */
export interface NodeOutput {
  readonly node: GraphNode;
  readonly index: number;
}

/** One operation of a graph. */
export interface GraphNode {
  readonly name: string;
  /** TensorFlow's name of the operation. */
  readonly operation: string;
  readonly inputs: readonly NodeOutput[];
  /** Nodes that must run before. */
  readonly after: readonly GraphNode[];
  readonly attributes: readonly OperationAttribute[];
  readonly outputs: readonly OutputSpec[];
  /** Values of a `Const`, row by row. */
  readonly values?: Uint8Array;
  /** True where it stays in float32 whatever the precision of the step. */
  readonly exact?: boolean;
  /** Variable that a `VarHandleOp` stands for. */
  readonly variable?: tf.Variable;
}

/** What a node is made of, its name aside. */
export type NodeParts =
  & Pick<GraphNode, "operation" | "inputs" | "attributes" | "outputs">
  & Partial<Pick<GraphNode, "after" | "values" | "variable" | "exact">>;
