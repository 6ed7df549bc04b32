import * as tf from "@tensorflow/tfjs-core";
import {
  bindingFacts,
  boolAttribute,
  executeSingle,
  typeAttribute,
} from "../binding.ts";
import { gather } from "../gather.ts";
import {
  heavyPrecision,
  inFullPrecision,
  runAfter,
} from "../graph/absent_values.ts";
import { nativeConv2d, register } from "./native_kernels.ts";
import type { KernelWindow } from "./pad_input.ts";
import { overBothAxes, winogradMatrices } from "./winograd_matrices.ts";
import {
  type Band,
  bandPixels,
  bandsOf,
  fromRowsOfTiles,
  joinTiles,
  SPAN,
  splitTiles,
  TILE,
  type TileGrid,
  tileGrid,
  tilePixels,
  tilesOf,
  toRowsOfTiles,
} from "./winograd_tiles.ts";

/** Of the points tried, these lose least: the error is about three times that of the plain sum. */
const POINTS = [0, Math.SQRT1_2, -Math.SQRT1_2, Math.SQRT2, -Math.SQRT2];
const { input, filter, output } = winogradMatrices(POINTS, TILE, 3);
const MATRICES = {
  input: overBothAxes(input),
  filter: overBothAxes(filter),
  output: overBothAxes(output),
};

/** Which of a convolution's three products are worth Winograd's way. */
export type WinogradUse = "all" | "filter gradient" | "none";

/**
 * Where a convolution is 3x3 with stride 1 that keeps the sides, and large enough that fewer products outweigh the
 * passes over memory. In a lower precision the kernels for filter gradients alone are slow enough to be beaten, by
 * products in float32. (Measured on AVX-512: from 64 channels on both sides, from 128 in bfloat16, and from some tens of
 * tiles.)
 */
export function winogradUse(
  x: tf.Tensor,
  weight: tf.Tensor,
  { strides, dilations, mode }: KernelWindow,
): WinogradUse {
  const [rows, columns, inputs, outputs] = weight.shape;
  const plain = rows === 3 && columns === 3 && mode === "SAME" &&
    [...strides, ...dilations].every((value) => value === 1) &&
    inputs === x.shape[3];
  if (!plain || bindingFacts().device !== "CPU") return "none";
  const channels = inputs! * outputs! / (inputs! + outputs!);
  const { batch, rows: down, columns: across } = tileGrid(x.shape);
  const precise = heavyPrecision() === "float32";
  const fewest = precise ? FEWEST_CHANNELS : FEWEST_CHANNELS_BESIDE_LOW;
  if (channels < fewest || batch * down * across < FEWEST_TILES) return "none";
  return precise ? "all" : "filter gradient";
}

/** Half the harmonic mean of inputs and outputs. */
const FEWEST_CHANNELS = 30;
const FEWEST_CHANNELS_BESIDE_LOW = 64;
const FEWEST_TILES = 32;

/**
 * Convolution 3x3 that keeps the sides, by Winograd's F(4x4, 3x3): tiles of the image and the filter are carried to 36
 * places in which they multiply as matrices, a quarter of the products of a plain convolution. Large images are worked
 * on band by band.
 *
 * Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016.
 */
// What could be done long before it is needed waits for its turn: a graph would carry over all filters at its start,
// and the tiles for all filter gradients on the way forward, at the cost of their memory.
export const winogradConv2d = register<tf.NamedAttrMap>(
  "segbook/WinogradConv2D",
  {
    value: (x, weight) => tf.tidy(() => convolve(x, runAfter(weight, x))),
    toX: (dy, _x, weight) =>
      tf.tidy(() => convolve(dy, turned(runAfter(weight, dy)))),
    toFilter: (dy, x) => filterGradient(x, dy),
  },
);

/** The plain convolution with Winograd's filter gradient, which stays in float32. */
export const winogradFilterConv2d = register<KernelWindow>(
  "segbook/WinogradFilterConv2D",
  {
    ...nativeConv2d.kernel,
    toFilter: (dy, x) => filterGradient(x, dy),
  },
);

function convolve(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [, , inputs, outputs] = weight.shape as Filter;
    const grid = tileGrid(x.shape);
    const flat = tf.reshape(weight, [9, inputs * outputs]);
    const weights = tf.reshape(
      multiply(matrix("filter"), flat),
      [SPAN * SPAN, inputs, outputs],
    );
    const bands = overBands(x, grid, outputs, (tiles, band) => {
      const products = tf.reshape(
        multiplyEach(tiles, weights),
        [SPAN * SPAN, tilesOf(grid, band) * outputs],
      );
      return joinTiles(multiply(matrix("output"), products), grid, band);
    });
    return fromRowsOfTiles(tf.concat(bands, 0), grid);
  });
}

/** The filter that leads back: turned by half a circle, inputs and outputs exchanged. */
function turned(weight: tf.Tensor): tf.Tensor {
  const axes = tf.tensor1d([0, 1], "int32");
  const attributes = [typeAttribute("T", "float32"), TYPE_OF_INDEX];
  const flipped = executeSingle("ReverseV2", attributes, [weight, axes]);
  return tf.transpose(flipped, [0, 1, 3, 2]);
}

function filterGradient(image: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const x = runAfter(image, dy);
    const [inputs, outputs] = [x.shape[3]!, dy.shape[3]!];
    const grid = tileGrid(x.shape);
    const rowsOfTiles = toRowsOfTiles(dy, grid);
    const sums = overBands(x, grid, outputs, (tiles, band) => {
      const places = splitTiles(runAfter(rowsOfTiles, tiles), grid, band);
      const carried = tf.reshape(
        multiply(matrix("output"), places, TRANSPOSED),
        [SPAN * SPAN, tilesOf(grid, band), outputs],
      );
      return multiplyEach(tiles, carried, TRANSPOSED);
    });
    const products = tf.reshape(tf.addN(sums), [SPAN * SPAN, inputs * outputs]);
    const gradient = multiply(matrix("filter"), products, TRANSPOSED);
    return tf.reshape(gradient, [3, 3, inputs, outputs]);
  });
}

type Filter = [rows: number, columns: number, inputs: number, outputs: number];

/** Has something made of each band's tiles [36, tiles, channels], one band after the other. */
function overBands(
  x: tf.Tensor,
  grid: TileGrid,
  outputs: number,
  make: (tiles: tf.Tensor, band: Band) => tf.Tensor,
): tf.Tensor[] {
  const channels = x.shape[3]!;
  const made: tf.Tensor[] = [];
  for (const band of bandsOf(grid, Math.max(channels, outputs))) {
    made.push(tf.tidy(() => {
      const earlier = made.at(-1);
      const pixels = bandPixels(earlier ? runAfter(x, earlier) : x, grid, band);
      const places = tf.tensor1d(tilePixels(grid, band), "int32");
      const tiles = tilesOf(grid, band);
      const carried = multiply(
        matrix("input"),
        tf.reshape(gather(pixels, places, 0), [SPAN * SPAN, tiles * channels]),
      );
      return make(tf.reshape(carried, [SPAN * SPAN, tiles, channels]), band);
    }));
  }
  return made;
}

function matrix(name: keyof typeof MATRICES): tf.Tensor {
  const values = MATRICES[name];
  const columns = name === "filter" ? 9 : SPAN * SPAN;
  return tf.tensor2d(values, [values.length / columns, columns]);
}

const TYPE_OF_INDEX = typeAttribute("Tidx", "int32");
const TRANSPOSED = true;

function multiply(a: tf.Tensor, b: tf.Tensor, transposed = false): tf.Tensor {
  const attributes = [
    typeAttribute("T", "float32"),
    boolAttribute("transpose_a", transposed),
    boolAttribute("transpose_b", false),
  ];
  return inFullPrecision(() => executeSingle("MatMul", attributes, [a, b]));
}

/** Products of many pairs of matrices. */
function multiplyEach(
  a: tf.Tensor,
  b: tf.Tensor,
  transposed = false,
): tf.Tensor {
  const attributes = [
    typeAttribute("T", "float32"),
    boolAttribute("adj_x", transposed),
    boolAttribute("adj_y", false),
  ];
  return inFullPrecision(() =>
    executeSingle("BatchMatMulV2", attributes, [a, b])
  );
}
