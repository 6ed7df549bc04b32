import type { StoredTensor } from "../tensor/safetensors/mod.ts";

/**
 * The order of a weight's numbers here, for one, two or three spatial axes: `filter` [..., inputs / groups, outputs],
 * `depthwise` [..., channels, multiplier], `transposed` [..., outputs, inputs], `linear` [inputs, outputs]; `vector` is the
 * same in PyTorch.
 */
export type WeightLayout =
  | "vector"
  | "filter"
  | "depthwise"
  | "transposed"
  | "linear";

/** What is to be known of a weight to bring it from or to PyTorch. */
export interface WeightSpec {
  /** PyTorch's name. */
  readonly name: string;
  /** Shape here. */
  readonly shape: readonly number[];
  readonly layout: WeightLayout;
}

type Shaped = Pick<WeightSpec, "shape" | "layout">;

/** For each of PyTorch's axes the one here; depthwise channels and multiplier as two axes. */
function torchAxes({ shape, layout }: Shaped): number[] {
  const axes = shape.map((_, axis) => axis);
  if (layout === "vector") return axes;
  const [third, fourth] = axes.splice(-2) as [number, number];
  return layout === "depthwise"
    ? [third, fourth, ...axes]
    : [fourth, third, ...axes];
}

/**
 * The shape that a weight has in PyTorch: filters [outputs, inputs / groups, ...], depthwise [channels * multiplier, 1, ...],
 * transposed [inputs, outputs, ...], linear [outputs, inputs].
 *
 * @example
 * ```ts
 * import { weightShapeInTorch } from "./weight_layout.ts";
 *
 * const shapeOf = (layout: "filter" | "depthwise") => weightShapeInTorch({ layout, shape: [3, 5, 8, 2] }).join();
 * if (shapeOf("filter") !== "2,8,3,5" || shapeOf("depthwise") !== "16,1,3,5") throw new Error();
 * ```
 */
export function weightShapeInTorch(spec: Shaped): number[] {
  const sides = torchAxes(spec).map((axis) => spec.shape[axis]!);
  if (spec.layout !== "depthwise") return sides;
  const [channels, multiplier, ...spatial] = sides as [number, number];
  return [channels * multiplier, 1, ...spatial];
}

/**
 * Brings a weight into PyTorch's order.
 *
 * @param spec Its layout and shape here.
 * @param data Its numbers here.
 *
 * @example
 * ```ts
 * import { weightToTorch } from "./weight_layout.ts";
 *
 * const { shape, data } = weightToTorch(
 *   { layout: "linear", shape: [2, 3] },
 *   new Float32Array([1, 2, 3, 4, 5, 6]),
 * );
 * if (shape.join() !== "3,2" || data.join() !== "1,4,2,5,3,6") throw new Error();
 * ```
 */
export function weightToTorch(
  spec: Shaped,
  data: Float32Array,
): Extract<StoredTensor, { dtype: "float32" }> {
  const ordered = transpose(data, spec.shape, torchAxes(spec));
  return { dtype: "float32", shape: weightShapeInTorch(spec), data: ordered };
}

/**
 * Brings a weight from PyTorch's order into that of here.
 *
 * @param spec Its layout and shape here.
 * @param data Its numbers in PyTorch's order, as many as the shape says.
 *
 * @example
 * ```ts
 * import { weightFromTorch } from "./weight_layout.ts";
 *
 * const data = weightFromTorch(
 *   { layout: "linear", shape: [2, 3] },
 *   new Float32Array([1, 4, 2, 5, 3, 6]),
 * );
 * if (data.join() !== "1,2,3,4,5,6") throw new Error();
 * ```
 */
export function weightFromTorch(
  spec: Shaped,
  data: StoredTensor["data"],
): Float32Array {
  const axes = torchAxes(spec);
  const sides = axes.map((axis) => spec.shape[axis]!);
  return transpose(data, sides, axes.map((_, axis) => axes.indexOf(axis)));
}

/** Orders the axes anew: the new axis `i` is the old axis `axes[i]`. */
function transpose(
  data: StoredTensor["data"],
  shape: readonly number[],
  axes: readonly number[],
): Float32Array {
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, side) => product * side, 1)
  );
  const sides = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const result = new Float32Array(data.length);
  let at = 0;
  const walk = (axis: number, from: number): void => {
    if (axis === sides.length) {
      result[at++] = data[from]!;
      return;
    }
    for (let i = 0; i < sides[axis]!; i++) {
      walk(axis + 1, from + i * steps[axis]!);
    }
  };
  walk(0, 0);
  return result;
}
