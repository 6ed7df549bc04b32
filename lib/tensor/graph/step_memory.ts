import * as tf from "@tensorflow/tfjs-core";
import type { ElementType, GraphType, Precision } from "../element_type.ts";
import { absentTensor } from "./absent_values.ts";
import type { GraphNode, NodeOutput, OutputSpec } from "./graph_node.ts";
import { lowerPrecision } from "./precision.ts";
import { type TensorRecord, type Trace, traceStep } from "./trace.ts";

/** What an input of a step will be. */
export interface InputSpec {
  readonly shape: readonly number[];
  /** @default {"float32"} */
  readonly type?: ElementType;
}

/** Bytes that a step needs. */
export interface StepMemory {
  /** The variables that it reads or changes. */
  readonly variables: number;
  /** The most that is alive at one time of all that is computed, inputs and constants among it. */
  readonly peak: number;
  /** What the step gives back. */
  readonly outputs: number;
}

const BYTES: Readonly<Record<GraphType, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  bfloat16: 2,
  float16: 2,
};

/** Operations whose output is the memory of their first input. */
const ALIASES = new Set(
  [
    "Identity",
    "Reshape",
    "Squeeze",
    "ExpandDims",
    "ReadVariableOp",
    "StopGradient",
  ],
);
/** Operations that write into an input of the output's size which nothing else needs. */
const IN_PLACE = new Set(
  ("Relu Relu6 LeakyRelu Sigmoid Tanh Softplus Exp Log Sqrt Rsqrt Square Neg Abs Reciprocal Softmax BiasAdd AddN Add AddV2 " +
    "Sub Mul RealDiv Maximum Minimum SquaredDifference ReluGrad Relu6Grad LeakyReluGrad SigmoidGrad TanhGrad FusedBatchNormV3")
    .split(" "),
);

/**
 * A variable of which shape and type are known but which has no values and takes no memory, for {@linkcode stepMemory}.
 * Needs TensorFlow's backend.
 *
 * @param shape Its shape.
 * @param trainable Whether it is trained.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { isNative } from "../binding.ts";
 * import { absentVariable } from "./step_memory.ts";
 *
 * await openBackend();
 * if (isNative() && absentVariable([1e4, 1e4, 1e3], true).size !== 1e11) throw new Error();
 * ```
 */
export function absentVariable(
  shape: readonly number[],
  trainable: boolean,
): tf.Variable {
  const absent = absentTensor(
    shape,
    "float32",
    () => "Cannot use the variable: it was only described and has no values",
  );
  const variable = tf.variable(absent, trainable);
  absent.dispose();
  return variable;
}

/**
 * Tells what memory a step will need, without running it: the step is traced as `compile` traces it, and its operations
 * are gone through in the order of their calls; what nothing needs any more is freed. TensorFlow may run operations in
 * another order, and its kernels take working memory besides.
 *
 * @param step As `compile` takes it; its variables may be those of {@linkcode absentVariable}.
 * @param inputs What it will be given.
 * @param precision As in `compile`.
 * @throws {CompileError} As `compile`.
 * @throws {Error} Where another backend than TensorFlow's is active.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { isNative } from "../binding.ts";
 * import { absentVariable, stepMemory } from "./step_memory.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (isNative()) {
 *   const weight = absentVariable([100, 10], true);
 *   const step = ({ x }: { x: tf.Tensor2D }) => ({ y: tf.matMul(x, weight as unknown as tf.Tensor2D) });
 *   const { variables, peak, outputs } = stepMemory(step, { x: { shape: [5, 100] } });
 *   if (variables !== 4000 || outputs !== 200 || peak !== 2000 + 200) throw new Error();
 *   weight.dispose();
 * }
 * ```
 */
export function stepMemory<I extends TensorRecord, O extends TensorRecord>(
  step: (inputs: I) => O,
  inputs: Readonly<Record<keyof I & string, InputSpec>>,
  precision: Precision = "float32",
): StepMemory {
  const absent: Record<string, tf.Tensor> = {};
  for (
    const [name, { shape, type = "float32" }] of Object.entries<InputSpec>(
      inputs,
    )
  ) {
    absent[name] = absentTensor(
      shape,
      type,
      () => `Cannot read ${name}: it has no values`,
    );
  }
  try {
    const trace = traceStep((given) => step(given as I), absent, {
      prefix: "",
      precision,
    });
    return memoryOf(lowerPrecision(trace, precision));
  } finally {
    tf.dispose(absent);
  }
}

const bytesOf = ({ shape, type }: OutputSpec) =>
  shape.reduce((product, side) => product * side, BYTES[type]);

/** Memory that outputs of nodes share, and how many of those who need it have not run yet. */
interface Buffer {
  readonly bytes: number;
  needed: number;
  /** False for variables, which are counted apart. */
  readonly counted: boolean;
}

function memoryOf(trace: Trace): StepMemory {
  const results = [...trace.outputs.values(), ...trace.assignments.values()];
  const needed = neededBy(results, [...trace.updates.values()]);
  const nodes = trace.nodes.filter((node) => needed.has(node));
  const uses = new Map<GraphNode, number[]>();
  const use = ({ node, index }: NodeOutput) => {
    const counts = uses.get(node) ?? node.outputs.map(() => 0);
    counts[index] = counts[index]! + 1;
    uses.set(node, counts);
  };
  nodes.forEach(({ inputs }) => inputs.forEach(use));
  results.forEach(use);

  const buffers = new Map<GraphNode, Buffer[]>();
  let live = 0;
  let peak = 0;
  for (const node of nodes) {
    const taken = node.inputs.map(({ node, index }) =>
      buffers.get(node)![index]!
    );
    const given = node.outputs.map((spec, i) => {
      const count = uses.get(node)?.[i] ?? 0;
      const shared = sharedBuffer(node, spec, taken);
      if (shared) {
        shared.needed += count;
        return shared;
      }
      const buffer = {
        bytes: bytesOf(spec),
        needed: count,
        counted: !node.variable,
      };
      if (buffer.counted) live += buffer.bytes;
      return buffer;
    });
    buffers.set(node, given);
    peak = Math.max(peak, live);
    for (const buffer of taken) buffer.needed--;
    for (const buffer of new Set([...taken, ...given])) {
      if (buffer.needed === 0 && buffer.counted) live -= buffer.bytes;
    }
  }
  const total = (specs: readonly OutputSpec[]) =>
    specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  return {
    variables: total(
      [...trace.variables.values()].map(({ outputs }) => outputs[0]!),
    ),
    peak,
    outputs: total(
      [...trace.outputs.values()].map(({ node, index }) =>
        node.outputs[index]!
      ),
    ),
  };
}

/** The memory of an input that the output takes over. */
function sharedBuffer(
  { operation }: GraphNode,
  spec: OutputSpec,
  taken: readonly Buffer[],
): Buffer | undefined {
  if (ALIASES.has(operation)) return taken[0];
  if (!IN_PLACE.has(operation)) return undefined;
  const bytes = bytesOf(spec);
  return taken.find((buffer) =>
    buffer.counted && buffer.needed === 1 && buffer.bytes === bytes
  );
}

function neededBy(
  results: readonly NodeOutput[],
  updates: readonly GraphNode[],
): Set<GraphNode> {
  const found = new Set<GraphNode>();
  const open = [...results.map(({ node }) => node), ...updates];
  for (let node = open.pop(); node; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...node.after, ...node.inputs.map(({ node }) => node));
  }
  return found;
}
