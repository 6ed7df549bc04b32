/** The three matrices of a Winograd convolution in one dimension, row by row. */
export interface WinogradMatrices {
  /** From a tile of the input to its products' left sides. */
  readonly input: readonly (readonly number[])[];
  /** From a filter to their right sides. */
  readonly filter: readonly (readonly number[])[];
  /** From the products to the tile's outputs. */
  readonly output: readonly (readonly number[])[];
}

/**
 * Matrices by which `outputs` neighbouring results of a filter with `taps` numbers cost `outputs + taps - 1` products
 * instead of `outputs * taps`: `output * ((input * tile) . (filter * weights))`, the dot standing for products number
 * by number. They come from polynomials that are known by their values at some points and at infinity.
 *
 * Winograd, "Arithmetic Complexity of Computations", 1980; Lavin and Gray, "Fast Algorithms for Convolutional Neural
 * Networks", 2016. The points decide how much float32 loses: Barabasz and others, "Error Analysis and Improving the
 * Accuracy of Winograd Convolution for Deep Neural Networks", 2020.
 *
 * @param points As many different numbers as products, but one.
 * @param outputs Results a tile.
 * @param taps Numbers of the filter.
 *
 * @example
 * ```ts
 * import { winogradMatrices } from "./winograd_matrices.ts";
 *
 * const { input, filter, output } = winogradMatrices([0, 1, -1], 2, 3);
 * const times = (matrix: readonly (readonly number[])[], vector: number[]) =>
 *   matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));
 * const weights = times(filter, [1, 10, 100]);
 * const products = times(input, [1, 2, 3, 4]).map((value, i) => value * weights[i]!);
 * if (times(output, products).map(Math.round).join() !== "321,432") throw new Error();
 * ```
 */
export function winogradMatrices(
  points: readonly number[],
  outputs: number,
  taps: number,
): WinogradMatrices {
  const products = outputs + taps - 1;
  if (points.length !== products - 1) {
    throw new Error(
      `Cannot make Winograd's matrices: there must be ${
        products - 1
      } points, current value is ${points.length}`,
    );
  }
  const others = (k: number) => points.filter((_, i) => i !== k);
  const powers = (point: number, count: number, divisor = 1) =>
    Array.from({ length: count }, (_, i) => point ** i / divisor);
  const atInfinity = (count: number) =>
    Array.from({ length: count }, (_, i) => i === count - 1 ? 1 : 0);
  const rows = [
    ...points.map((point) => powers(point, outputs)),
    atInfinity(outputs),
  ];
  return {
    output: Array.from(
      { length: outputs },
      (_, i) => rows.map((row) => row[i]!),
    ),
    filter: [
      ...points.map((point, k) => {
        const divisor = others(k).reduce((f, other) => f * (point - other), 1);
        return powers(point, taps, divisor);
      }),
      atInfinity(taps),
    ],
    input: [
      ...points.map((_, k) => [...polynomialOf(others(k)), 0]),
      polynomialOf(points),
    ],
  };
}

/** Coefficients, lowest first, of the polynomial with these roots and leading coefficient 1. */
function polynomialOf(roots: readonly number[]): number[] {
  return roots.reduce((coefficients, root) => {
    const shifted = [0, ...coefficients];
    return shifted.map((value, i) => value - root * (coefficients[i] ?? 0));
  }, [1]);
}

/**
 * The matrix that applies a matrix to both axes of a square, its numbers written row by row.
 *
 * @param matrix [a, b].
 * @returns [a * a, b * b], row by row.
 *
 * @example
 * ```ts
 * import { overBothAxes } from "./winograd_matrices.ts";
 *
 * if (overBothAxes([[1, 2]]).join() !== "1,2,2,4") throw new Error();
 * ```
 */
export function overBothAxes(
  matrix: readonly (readonly number[])[],
): Float32Array {
  return Float32Array.from(
    matrix.flatMap((a) =>
      matrix.flatMap((b) => a.flatMap((left) => b.map((right) => left * right)))
    ),
  );
}
