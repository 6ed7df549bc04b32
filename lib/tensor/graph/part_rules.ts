import * as tf from "@tensorflow/tfjs-core";
import { readReally } from "./absent_values.ts";
import type { OutputSpec } from "./graph_node.ts";
import type { CallInput, OperationCall, Rule } from "./operation_call.ts";

/** Numbers of a small tensor of int32. */
export const sizesOf = (tensor: tf.Tensor): number[] =>
  Array.from(readReally(tensor), Number);

/** The shape that some shapes are stretched to together. */
export const broadcast = (
  shapes: readonly (readonly number[])[],
): readonly number[] =>
  shapes.reduce((a, b) =>
    tf.broadcast_util.assertAndGetBroadcastShape([...a], [...b])
  );

/** Rules of matrix products and of what takes parts of a tensor or adds to it. */
export const PART_RULES: Readonly<Record<string, Rule>> = {
  MatMul: (call) => multiplied(call, "transpose_a", "transpose_b"),
  BatchMatMulV2: (call) => multiplied(call, "adj_x", "adj_y"),
  Slice: ({ inputs: [x, begin, size] }) => {
    if (!x || !begin?.known || !size?.known) return undefined;
    const from = sizesOf(begin.known);
    const sides = sizesOf(size.known)
      .map((side, i) => side === -1 ? x.shape[i]! - from[i]! : side);
    const fits = sides.every((side, i) =>
      side >= 0 && from[i]! >= 0 && from[i]! + side <= x.shape[i]!
    );
    return fits ? { shape: sides, type: x.type } : undefined;
  },
  PadV2: ({ inputs: [x, paddings] }) => {
    if (!x || !paddings?.known) return undefined;
    const added = sizesOf(paddings.known);
    if (added.some((count) => count < 0)) return undefined;
    const shape = x.shape
      .map((side, i) => side + added[2 * i]! + added[2 * i + 1]!);
    return { shape, type: x.type };
  },
  SplitV: ({ inputs: [x, sizes, axis] }) => {
    if (!x || !sizes?.known || !axis?.known) return undefined;
    const along = axisOf(axis, x);
    const counts = sizesOf(sizes.known);
    const sum = counts.reduce((total, count) => total + count, 0);
    if (counts.includes(-1) || sum !== x.shape[along]) return undefined;
    return counts
      .map((count) => ({ shape: x.shape.with(along, count), type: x.type }));
  },
  GatherV2: ({ inputs: [x, indices, axis], attributes }) => {
    const batched = attributes.find(({ name }) => name === "batch_dims")?.value;
    if (!x || !indices || !axis?.known || batched) return undefined;
    const along = axisOf(axis, x);
    const shape = [
      ...x.shape.slice(0, along),
      ...indices.shape,
      ...x.shape.slice(along + 1),
    ];
    return { shape, type: x.type };
  },
  Tile: ({ inputs: [x, multiples] }) => {
    if (!x || !multiples?.known) return undefined;
    const times = sizesOf(multiples.known);
    return { shape: x.shape.map((side, i) => side * times[i]!), type: x.type };
  },
  BiasAddGrad: ({ inputs: [dy], attributes }) => {
    const format = attributes.find(({ name }) => name === "data_format")?.value;
    if (!dy || format === "NCHW") return undefined;
    return { shape: dy.shape.slice(-1), type: dy.type };
  },
  ReverseV2: ({ inputs: [x] }) => x && { shape: x.shape, type: x.type },
};

function axisOf({ known }: CallInput, { shape }: OutputSpec): number {
  const [axis] = sizesOf(known!);
  return axis! < 0 ? axis! + shape.length : axis!;
}

/** The last two axes multiplied as matrices; nothing where they do not fit. */
function multiplied(
  { inputs: [a, b], attributes }: OperationCall,
  turnsA: string,
  turnsB: string,
): OutputSpec | undefined {
  if (!a || !b) return undefined;
  const isSet = (name: string) =>
    attributes.find((attribute) => attribute.name === name)?.value === true;
  const matrix = ({ shape }: OutputSpec, turned: boolean) =>
    turned ? shape.slice(-2).toReversed() : shape.slice(-2);
  const [rows, inner] = matrix(a, isSet(turnsA));
  const [same, columns] = matrix(b, isSet(turnsB));
  if (inner !== same) return undefined;
  const batch = broadcast([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  return { shape: [...batch, rows!, columns!], type: a.type };
}
