import * as tf from "@tensorflow/tfjs-core";
import {
  bindingFacts,
  boolAttribute,
  executeSingle,
  intAttribute,
  typeAttribute,
} from "../binding.ts";
import { heavyPrecision } from "../graph/absent_values.ts";
import { register } from "./native_kernels.ts";
import type { KernelWindow } from "./pad_input.ts";
import { overBothAxes, winogradMatrices } from "./winograd_matrices.ts";

/** Outputs a side of a tile, and its inputs: 36 products give what 144 give otherwise. */
const TILE = 4;
const SPAN = TILE + 2;
/** Of the points tried, these lose least: the error is about three times that of the plain sum. */
const POINTS = [0, Math.SQRT1_2, -Math.SQRT1_2, Math.SQRT2, -Math.SQRT2];
const { input, filter, output } = winogradMatrices(POINTS, TILE, 3);
const MATRICES = {
  input: overBothAxes(input),
  filter: overBothAxes(filter),
  output: overBothAxes(output),
};

/**
 * True where the convolution is 3x3 with stride 1 that keeps the sides, and large enough that fewer products outweigh
 * the passes over memory (measured on AVX-512: from 64 channels on both sides, and some tens of tiles).
 */
export function winogradPays(
  x: tf.Tensor,
  weight: tf.Tensor,
  { strides, dilations, mode }: KernelWindow,
): boolean {
  const [rows, columns, inputs, outputs] = weight.shape;
  const plain = rows === 3 && columns === 3 && mode === "SAME" &&
    [...strides, ...dilations].every((value) => value === 1) &&
    inputs === x.shape[3];
  const channels = inputs! * outputs! / (inputs! + outputs!);
  const tiles = x.shape[0]! * Math.ceil(x.shape[1]! / TILE) *
    Math.ceil(x.shape[2]! / TILE);
  return plain && channels >= FEWEST_CHANNELS && tiles >= FEWEST_TILES &&
    heavyPrecision() === "float32" && bindingFacts().device === "CPU";
}

/** Half the harmonic mean of inputs and outputs. */
const FEWEST_CHANNELS = 30;
const FEWEST_TILES = 32;

/**
 * Convolution 3x3 that keeps the sides, by Winograd's F(4x4, 3x3): tiles of the image and the filter are carried to 36
 * places in which they multiply as matrices, a quarter of the products of a plain convolution.
 *
 * Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016.
 */
export const winogradConv2d = register<tf.NamedAttrMap>(
  "segbook/WinogradConv2D",
  {
    value: convolve,
    toX: (dy, _x, weight) => tf.tidy(() => convolve(dy, turned(weight))),
    toFilter: (dy, x) => filterGradient(x, dy),
  },
);

function convolve(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [, , inputs, outputs] = weight.shape as Filter;
    const grid = gridOf(x);
    const weights = tf.reshape(
      multiply(matrix("filter"), tf.reshape(weight, [9, inputs * outputs])),
      [SPAN * SPAN, inputs, outputs],
    );
    const products = multiplyEach(carriedTiles(x, grid), weights);
    return joinTiles(products, outputs, grid);
  });
}

/** The filter that leads back: turned by half a circle, inputs and outputs exchanged. */
function turned(weight: tf.Tensor): tf.Tensor {
  const axes = tf.tensor1d([0, 1], "int32");
  const attributes = [typeAttribute("T", "float32"), TYPE_OF_INDEX];
  const flipped = executeSingle("ReverseV2", attributes, [weight, axes]);
  return tf.transpose(flipped, [0, 1, 3, 2]);
}

function filterGradient(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const grid = gridOf(x);
    const { batch, rows, columns, tiles } = grid;
    const [, height, width, outputs] = dy.shape as Image;
    const inputs = x.shape[3]!;
    const whole = tf.pad(dy, [
      [0, 0],
      [0, TILE * rows - height],
      [0, TILE * columns - width],
      [0, 0],
    ]);
    const apart = tf.transpose(
      tf.reshape(whole, [batch * rows, TILE, columns, TILE, outputs]),
      [1, 3, 0, 2, 4],
    );
    const carried = tf.reshape(
      multiply(
        matrix("output"),
        tf.reshape(apart, [TILE * TILE, tiles * outputs]),
        "transposed",
      ),
      [SPAN * SPAN, tiles, outputs],
    );
    const products = multiplyEach(carriedTiles(x, grid), carried, "transposed");
    const flat = tf.reshape(products, [SPAN * SPAN, inputs * outputs]);
    const gradient = multiply(matrix("filter"), flat, "transposed");
    return tf.reshape(gradient, [3, 3, inputs, outputs]);
  });
}

type Image = [batch: number, height: number, width: number, channels: number];
type Filter = [rows: number, columns: number, inputs: number, outputs: number];

/** How an image is cut into tiles. */
interface Grid {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Tiles down and across an image, and of all images. */
  readonly rows: number;
  readonly columns: number;
  readonly tiles: number;
}

function gridOf(x: tf.Tensor): Grid {
  const [batch, height, width] = x.shape as Image;
  const rows = Math.ceil(height / TILE);
  const columns = Math.ceil(width / TILE);
  const tiles = batch * rows * columns;
  return { batch, height, width, rows, columns, tiles };
}

/** Tiles that overlap by two pixels, carried to the places where they multiply: [36, tiles, channels]. */
function carriedTiles(x: tf.Tensor, grid: Grid): tf.Tensor {
  const { batch, height, width, rows, columns, tiles } = grid;
  const channels = x.shape[3]!;
  const [tall, wide] = [TILE * rows + 2, TILE * columns + 2];
  const padded = tf.pad(x, [
    [0, 0],
    [1, tall - height - 1],
    [1, wide - width - 1],
    [0, 0],
  ]);
  const pixels = tf.reshape(padded, [batch * tall * wide, channels]);
  const overlapping = executeSingle(
    "GatherV2",
    [
      intAttribute("batch_dims", 0),
      typeAttribute("Tparams", "float32"),
      typeAttribute("Tindices", "int32"),
      typeAttribute("Taxis", "int32"),
    ],
    [pixels, tf.tensor1d(tilePixels(grid), "int32"), tf.scalar(0, "int32")],
  );
  const carried = multiply(
    matrix("input"),
    tf.reshape(overlapping, [SPAN * SPAN, tiles * channels]),
  );
  return tf.reshape(carried, [SPAN * SPAN, tiles, channels]);
}

/** Index of each tile's pixel in the padded images, place in the tile by place. */
function tilePixels({ batch, rows, columns, tiles }: Grid): Int32Array {
  const [tall, wide] = [TILE * rows + 2, TILE * columns + 2];
  const pixels = new Int32Array(SPAN * SPAN * tiles);
  let next = 0;
  for (let place = 0; place < SPAN * SPAN; place++) {
    const [down, across] = [Math.floor(place / SPAN), place % SPAN];
    for (let image = 0; image < batch; image++) {
      for (let row = 0; row < rows; row++) {
        const line = (image * tall + TILE * row + down) * wide + across;
        for (let column = 0; column < columns; column++) {
          pixels[next++] = line + TILE * column;
        }
      }
    }
  }
  return pixels;
}

/** From products [36, tiles, channels] to the image. */
function joinTiles(
  products: tf.Tensor,
  channels: number,
  { batch, height, width, rows, columns, tiles }: Grid,
): tf.Tensor {
  const flat = tf.reshape(products, [SPAN * SPAN, tiles * channels]);
  const apart = tf.reshape(multiply(matrix("output"), flat), [
    TILE,
    TILE,
    batch * rows,
    columns,
    channels,
  ]);
  const whole = tf.reshape(tf.transpose(apart, [2, 0, 3, 1, 4]), [
    batch,
    TILE * rows,
    TILE * columns,
    channels,
  ]);
  if (TILE * rows === height && TILE * columns === width) return whole;
  return tf.slice(whole, 0, [batch, height, width, channels]);
}

function matrix(name: keyof typeof MATRICES): tf.Tensor {
  const values = MATRICES[name];
  const columns = { input: SPAN * SPAN, filter: 9, output: SPAN * SPAN }[name];
  return tf.tensor2d(values, [values.length / columns, columns]);
}

const TYPE_OF_INDEX = typeAttribute("Tidx", "int32");

function multiply(
  a: tf.Tensor,
  b: tf.Tensor,
  left: "as it is" | "transposed" = "as it is",
): tf.Tensor {
  const attributes = [
    typeAttribute("T", "float32"),
    boolAttribute("transpose_a", left === "transposed"),
    boolAttribute("transpose_b", false),
  ];
  return executeSingle("MatMul", attributes, [a, b]);
}

/** Products of many pairs of matrices. */
function multiplyEach(
  a: tf.Tensor,
  b: tf.Tensor,
  left: "as it is" | "transposed" = "as it is",
): tf.Tensor {
  const attributes = [
    typeAttribute("T", "float32"),
    boolAttribute("adj_x", left === "transposed"),
    boolAttribute("adj_y", false),
  ];
  return executeSingle("BatchMatMulV2", attributes, [a, b]);
}
