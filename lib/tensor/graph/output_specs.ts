import * as tf from "@tensorflow/tfjs-core";
import { type OperationAttribute, typeAttribute } from "../binding.ts";
import { executeReally } from "./absent_values.ts";
import { type ElementType, typeNumber } from "../element_type.ts";
import type { OutputSpec } from "./graph_node.ts";
import type { CallInput, OperationCall, Rule } from "./operation_call.ts";
import { broadcast, PART_RULES, sizesOf } from "./part_rules.ts";

const SAME_AS_FIRST = new Set(
  ("Relu ReluGrad Relu6 Relu6Grad LeakyRelu LeakyReluGrad Sigmoid SigmoidGrad Tanh TanhGrad Softplus SoftplusGrad Exp " +
    "Log Log1p Expm1 Sqrt Rsqrt Square Neg Abs Sign Erf Reciprocal Softmax LogSoftmax BiasAdd ZerosLike OnesLike AddN")
    .split(" "),
);
const BROADCAST = new Set(
  "Add AddV2 Sub Mul RealDiv Div DivNoNan Maximum Minimum Pow SquaredDifference"
    .split(" "),
);

/** Outputs by what they were found to be for the same operation, attributes, shapes and known values. */
const found = new Map<string, readonly OutputSpec[]>();

/**
 * Shapes and types of an operation's outputs. Those of the commonest operations follow from a rule; any other is run
 * once on zeros of the inputs' shapes, so that no operation is unknown here.
 */
export function outputSpecs(call: OperationCall): readonly OutputSpec[] {
  const { operation, inputs } = call;
  const [first, second] = inputs;
  if (first && SAME_AS_FIRST.has(operation)) return [specOf(first)];
  if (first && second && BROADCAST.has(operation)) {
    return [{
      shape: broadcast([first.shape, second.shape]),
      type: first.type,
    }];
  }
  const rule = RULES[operation];
  const ruled = rule?.(call);
  if (ruled) return "shape" in ruled ? [ruled] : ruled;
  const key = keyOf(call);
  const known = found.get(key);
  if (known) return known;
  const specs = probe(call);
  found.set(key, specs);
  return specs;
}

const specOf = ({ shape, type }: OutputSpec): OutputSpec => ({ shape, type });

const TYPES: readonly ElementType[] = ["float32", "int32", "bool"];

/** Rules of the operations that are dear to run, for their work or for the zeros they would need. */
const RULES: Readonly<Record<string, Rule>> = {
  ...PART_RULES,
  DepthwiseConv2dNative: ({ inputs, attributes }) => {
    const [x, filter] = inputs;
    const size = convolvedSize(x!, filter!.shape, attributes);
    const channels = filter!.shape[2]! * filter!.shape[3]!;
    return size && { shape: [...size, channels], type: x!.type };
  },
  MaxPool: pooled,
  AvgPool: pooled,
  MaxPoolGrad: ({ inputs: [x] }) => x && specOf(x),
  AvgPoolGrad: ({ inputs: [size, dy] }) => sizedByConstant(size, dy),
  FusedBatchNormV3: ({ inputs: [x, scale] }) => {
    const statistics = Array.from({ length: 4 }, () => specOf(scale!));
    return [specOf(x!), ...statistics, { shape: [0], type: scale!.type }];
  },
  FusedBatchNormGradV3: ({ inputs: [, x, scale] }) => {
    const none = { shape: [], type: scale!.type };
    return [specOf(x!), specOf(scale!), specOf(scale!), none, none];
  },
  Cast: ({ inputs: [x], attributes }) => {
    const number = attributes.find(({ name }) => name === "DstT")?.value;
    const type = TYPES.find((type) => typeNumber(type) === number);
    return x && type && { shape: x.shape, type };
  },
  SelectV2: ({ inputs }) => ({
    shape: broadcast(inputs.map(({ shape }) => shape)),
    type: inputs[1]!.type,
  }),
  Reshape: ({ inputs: [x, size] }) => {
    if (!x || !size?.known) return undefined;
    const shape = sizesOf(size.known);
    // One side may be left to be told by the others.
    const rest = shape.filter((side) => side !== -1).reduce((a, b) => a * b, 1);
    const all = x.shape.reduce((a, b) => a * b, 1);
    if (shape.includes(-1) ? rest === 0 || all % rest !== 0 : all !== rest) {
      return undefined;
    }
    return {
      shape: shape.map((side) => side === -1 ? all / rest : side),
      type: x.type,
    };
  },
  Transpose: ({ inputs: [x, order] }) => {
    const axes = order?.known && sizesOf(order.known);
    return x && axes &&
      { shape: axes.map((axis) => x.shape[axis]!), type: x.type };
  },
  ConcatV2: ({ inputs }) => {
    const parts = inputs.slice(0, -1);
    const along = inputs.at(-1)?.known;
    const [first] = parts;
    if (!along || !first) return undefined;
    const [given] = sizesOf(along);
    const axis = given! < 0 ? given! + first.shape.length : given!;
    const size = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    return { shape: first.shape.with(axis, size), type: first.type };
  },
  Conv2D: ({ inputs, attributes }) => {
    const [x, filter] = inputs;
    const size = convolvedSize(x!, filter!.shape, attributes);
    return size && { shape: [...size, filter!.shape[3]!], type: x!.type };
  },
  Conv2DBackpropInput: ({ inputs }) => sizedByConstant(inputs[0], inputs[2]),
  Conv2DBackpropFilter: ({ inputs }) => sizedByConstant(inputs[1], inputs[2]),
  DepthwiseConv2dNativeBackpropInput: ({ inputs }) =>
    sizedByConstant(inputs[0], inputs[2]),
  DepthwiseConv2dNativeBackpropFilter: ({ inputs }) =>
    sizedByConstant(inputs[1], inputs[2]),
};

function pooled(
  { inputs: [x], attributes }: OperationCall,
): OutputSpec | undefined {
  const kernel = attributes.find(({ name }) => name === "ksize")?.value;
  if (!x || typeof kernel !== "object") return undefined;
  const size = convolvedSize(x, kernel.slice(1), attributes);
  return size && { shape: [...size, x.shape[3]!], type: x.type };
}

/** Batch, rows and columns of a convolution's output; nothing where a rule would be long. */
function convolvedSize(
  x: OutputSpec,
  kernel: readonly number[],
  attributes: readonly OperationAttribute[],
): number[] | undefined {
  const listed = (name: string) => {
    const value = attributes.find((a) => a.name === name)?.value;
    return typeof value === "object" ? value : undefined;
  };
  const padding = attributes.find(({ name }) => name === "padding")?.value;
  const strides = listed("strides");
  const dilations = listed("dilations") ?? [1, 1, 1, 1];
  if (!strides || (padding !== "SAME" && padding !== "VALID")) return undefined;
  const sides = [1, 2].map((axis) => {
    const span = (kernel[axis - 1]! - 1) * dilations[axis]! + 1;
    const room = padding === "SAME"
      ? x.shape[axis]!
      : x.shape[axis]! - span + 1;
    return Math.ceil(room / strides[axis]!);
  });
  return [x.shape[0]!, ...sides];
}

function sizedByConstant(
  sizes: CallInput | undefined,
  like: CallInput | undefined,
): OutputSpec | undefined {
  if (!sizes?.known || !like) return undefined;
  return { shape: sizesOf(sizes.known), type: like.type };
}

/** More numbers than this are data, not sizes: they cannot change an output's shape. */
const LARGEST_SIZES = 64;

function keyOf({ operation, attributes, inputs, outputs }: OperationCall) {
  const given = inputs.map(({ shape, type, known }) => [
    shape,
    type,
    known && known.size <= LARGEST_SIZES ? sizesOf(known) : 0,
  ]);
  return JSON.stringify([operation, attributes, given, outputs]);
}

/** What an operation gives when it is run on zeros. */
export function probe(call: OperationCall): OutputSpec[] {
  const { operation, attributes, outputs } = call;
  return tf.tidy(() => {
    const inputs = call.inputs.map((input) =>
      input.known ?? zeros(operation, input)
    );
    return executeOnZeros({ operation, attributes, inputs, outputs })
      .map(({ shape, dtype }) => {
        if (dtype === "complex64" || dtype === "string") {
          throw new Error(
            `Cannot compile ${operation}: its outputs must be float32, int32 or bool, current type is ${dtype}`,
          );
        }
        return { shape, type: dtype };
      });
  });
}

function executeOnZeros(
  { operation, attributes, inputs, outputs }: {
    readonly operation: string;
    readonly attributes: readonly OperationAttribute[];
    readonly inputs: readonly tf.Tensor[];
    readonly outputs: number;
  },
): tf.Tensor[] {
  try {
    return executeReally(operation, attributes, inputs, outputs);
  } catch (error) {
    const shapes = inputs.map(({ shape }) => `[${shape}]`).join(", ");
    throw new Error(
      `Cannot run ${operation} on inputs of the shapes ${shapes}: ${
        error instanceof Error ? error.message : error
      }`,
      { cause: error },
    );
  }
}

function zeros(operation: string, { shape, type }: OutputSpec): tf.Tensor {
  if (type === "bfloat16" || type === "float16") {
    throw new Error(
      `Cannot compile ${operation}: a step must work in float32, current type is ${type}`,
    );
  }
  const attributes = [
    typeAttribute("T", type),
    typeAttribute("index_type", "int32"),
  ];
  // Not tf.fill, which would be intercepted.
  const inputs = [tf.tensor1d([...shape], "int32"), tf.scalar(0, type)];
  return executeReally("Fill", attributes, inputs, 1)[0]!;
}
