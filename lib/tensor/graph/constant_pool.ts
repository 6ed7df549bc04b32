import type * as tf from "@tensorflow/tfjs-core";
import { typeAttribute } from "../binding.ts";
import type { GraphType } from "../element_type.ts";
import { CompileError } from "./compile_error.ts";
import type { GraphNode, NodeOutput, NodeParts } from "./graph_node.ts";

interface Constant {
  readonly values: Uint8Array;
  readonly output: NodeOutput;
}

/** Constants of more numbers than this are looked at for being one number everywhere. */
const LARGEST_LITERAL = 1024;

/** The constants of one trace: equal ones are one node. */
export class ConstantPool {
  readonly #add: (parts: NodeParts) => GraphNode;
  /** By type, shape and hash of the values. */
  readonly #known = new Map<string, Constant[]>();

  /** @param add Takes a node into the trace. */
  constructor(add: (parts: NodeParts) => GraphNode) {
    this.#add = add;
  }

  /** The node that gives these values. */
  outputOf(
    shape: readonly number[],
    type: GraphType,
    given: tf.BackendValues,
  ): NodeOutput {
    const values = bytesOf(given);
    const key = `${type} ${shape} ${hashOf(values)}`;
    const alike = this.#known.get(key) ?? [];
    const same = alike.find((other) => equalBytes(other.values, values));
    if (same) return same.output;
    const output = given.length > LARGEST_LITERAL && isUniform(values)
      ? this.#filled(shape, type, values.slice(0, values.length / given.length))
      : this.#literal(shape, type, values);
    this.#known.set(key, [...alike, { values, output }]);
    return output;
  }

  #literal(
    shape: readonly number[],
    type: GraphType,
    values: Uint8Array,
  ): NodeOutput {
    const node = this.#add({
      operation: "Const",
      inputs: [],
      attributes: [typeAttribute("dtype", type)],
      outputs: [{ shape, type }],
      values,
    });
    return { node, index: 0 };
  }

  /** One number everywhere: the graph's file need not hold it a million times. */
  #filled(
    shape: readonly number[],
    type: GraphType,
    value: Uint8Array,
  ): NodeOutput {
    const dims = bytesOf(Int32Array.from(shape));
    const node = this.#add({
      operation: "Fill",
      inputs: [
        this.#literal([shape.length], "int32", dims),
        this.#literal([], type, value),
      ],
      attributes: [
        typeAttribute("T", type),
        typeAttribute("index_type", "int32"),
      ],
      outputs: [{ shape, type }],
    });
    return { node, index: 0 };
  }
}

function bytesOf(values: tf.BackendValues): Uint8Array {
  if (!ArrayBuffer.isView(values)) {
    throw new CompileError(
      "Cannot compile the step: a constant must be of numbers, current type is string",
    );
  }
  const { buffer, byteOffset, byteLength } = values;
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}

/** True where all numbers are the first one; a number has at most four bytes here. */
function isUniform(bytes: Uint8Array): boolean {
  for (let i = 4; i < bytes.length; i++) {
    if (bytes[i] !== bytes[i - 4]) return false;
  }
  return true;
}

/** FNV-1a over some of the bytes. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 ^ bytes.length;
  const stride = Math.max(1, Math.floor(bytes.length / 4096));
  for (let i = 0; i < bytes.length; i += stride) {
    hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  }
  return hash >>> 0;
}

/** True where both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
