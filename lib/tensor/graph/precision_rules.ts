import { bindingFacts } from "../binding.ts";
import type { GraphType } from "../element_type.ts";
import type { GraphNode, NodeOutput } from "./graph_node.ts";

/** Operations that are worth a lower precision, and the inputs that go down with them. */
export const HEAVY: Readonly<Record<string, readonly number[]>> = {
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  DepthwiseConv2dNative: [0, 1],
  DepthwiseConv2dNativeBackpropInput: [1, 2],
  DepthwiseConv2dNativeBackpropFilter: [0, 2],
  Conv3D: [0, 1],
  Conv3DBackpropInputV2: [1, 2],
  Conv3DBackpropFilterV2: [0, 2],
  MatMul: [0, 1],
  BatchMatMulV2: [0, 1],
};

/** Filter gradients go to the optimiser, which works in float32. */
export const FOR_THE_OPTIMISER = new Set([
  "Conv2DBackpropFilter",
  "DepthwiseConv2dNativeBackpropFilter",
  "Conv3DBackpropFilterV2",
]);

/**
 * Operations that stay in a lower precision where the inputs named first are in it; the inputs named second then go
 * down too. So an activation is not carried up and down between two convolutions. All have kernels of both types on
 * the CPU. Sums and means, exponentials and logarithms are left out on purpose, and pooling of volumes for want of a
 * kernel.
 */
export const FOLLOWING: Readonly<
  Record<
    string,
    readonly [leading: readonly number[], along: readonly number[]]
  >
> = {
  BiasAdd: [[0], [1]],
  FusedBatchNormV3: [[0], []],
  FusedBatchNormGradV3: [[1], [0]],
  Relu: [[0], []],
  ReluGrad: [[1], [0]],
  Relu6: [[0], []],
  Relu6Grad: [[1], [0]],
  LeakyRelu: [[0], []],
  LeakyReluGrad: [[1], [0]],
  Sigmoid: [[0], []],
  SigmoidGrad: [[0], [1]],
  Tanh: [[0], []],
  TanhGrad: [[0], [1]],
  MaxPool: [[0], []],
  MaxPoolGrad: [[0, 1], [2]],
  AvgPool: [[0], []],
  AvgPoolGrad: [[1], []],
  ResizeNearestNeighbor: [[0], []],
  ResizeNearestNeighborGrad: [[0], []],
  DepthToSpace: [[0], []],
  SpaceToDepth: [[0], []],
  SpaceToBatchND: [[0], []],
  BatchToSpaceND: [[0], []],
  Add: [[0, 1], []],
  AddV2: [[0, 1], []],
  Mul: [[0, 1], []],
  Sub: [[0, 1], []],
  Maximum: [[0, 1], []],
  Minimum: [[0, 1], []],
  Neg: [[0], []],
  SelectV2: [[1, 2], []],
  Pad: [[0], []],
  PadV2: [[0], [2]],
  MirrorPad: [[0], []],
  ReverseV2: [[0], []],
  SplitV: [[0], []],
  Slice: [[0], []],
  Reshape: [[0], []],
  Transpose: [[0], []],
  Tile: [[0], []],
};
/** Operations of many alike inputs: all lead; the numbers are inputs at the end that are sizes. */
export const FOLLOWING_ALL: Readonly<Record<string, number>> = {
  AddN: 0,
  ConcatV2: 1,
  Pack: 0,
};

/** True of what a processor has no kernel for: of float16 most have only plain ones, without groups and dilation. */
export function lacksKernel(node: GraphNode, type: GraphType): boolean {
  return type === "float16" && bindingFacts().device === "CPU" &&
    (isDilated(node) || isGrouped(node));
}

function isDilated({ attributes }: GraphNode): boolean {
  const given = attributes.find(({ name }) => name === "dilations")?.value;
  return typeof given === "object" && given.some((rate) => rate !== 1);
}

/** Channels of the image and of the filter, by the convolution and its two gradients. */
const CHANNELS: Readonly<
  Record<string, (node: GraphNode) => readonly (number | undefined)[]>
> = {
  Conv2D: ({ inputs: [x, filter] }) => [shapeOf(x)[3], shapeOf(filter)[2]],
  Conv2DBackpropInput: ({ inputs: [, filter], outputs: [dx] }) => [
    dx?.shape[3],
    shapeOf(filter)[2],
  ],
  Conv2DBackpropFilter: ({ inputs: [x], outputs: [filter] }) => [
    shapeOf(x)[3],
    filter?.shape[2],
  ],
};

function isGrouped(node: GraphNode): boolean {
  const channels = CHANNELS[node.operation]?.(node);
  return channels !== undefined && channels[0] !== channels[1];
}

function shapeOf(output: NodeOutput | undefined): readonly number[] {
  return output?.node.outputs[output.index]?.shape ?? [];
}
