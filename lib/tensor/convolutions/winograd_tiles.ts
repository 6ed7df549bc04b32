// Beside convolutions in a lower precision, tiles are taken up as soon as they are cut out: TensorFlow moves two-byte
// numbers about more slowly than whole ones.
import * as tf from "@tensorflow/tfjs-core";
import { inFullPrecision } from "../graph/absent_values.ts";

/** Outputs a side of a tile. */
export const TILE = 4;
/** Inputs a side of a tile; tiles overlap by two pixels. */
export const SPAN = TILE + 2;

/** How images are cut into tiles. */
export interface TileGrid {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Tiles down an image. */
  readonly rows: number;
  /** Tiles across an image. */
  readonly columns: number;
}

/** Rows of tiles of one image, or of several whole images, that are worked on together. */
export interface Band {
  /** First image and how many. */
  readonly image: number;
  readonly images: number;
  /** First row of tiles in the image and how many. */
  readonly row: number;
  readonly rows: number;
}

/** Tiles of a band. */
export function tilesOf({ columns }: TileGrid, band: Band): number {
  return band.images * band.rows * columns;
}

/** The tiles of images [batch, height, width, channels]. */
export function tileGrid(shape: readonly number[]): TileGrid {
  const [batch, height, width] = shape as [number, number, number];
  const rows = Math.ceil(height / TILE);
  const columns = Math.ceil(width / TILE);
  return { batch, height, width, rows, columns };
}

/**
 * Most bytes that the overlapping tiles of a band may take: little enough to stay in a processor's caches, so that the
 * passes over them cost little, and so that a large image costs no more memory than a small one.
 */
const BAND_BYTES = 2 ** 24;

/** Cuts the images into bands. */
export function bandsOf(grid: TileGrid, channels: number): Band[] {
  const { batch, rows, columns } = grid;
  const bytes = 4 * SPAN * SPAN * columns * channels;
  const fitting = Math.max(1, Math.floor(BAND_BYTES / bytes));
  if (fitting >= rows) {
    return parts(batch, Math.floor(fitting / rows))
      .map(([image, images]) => ({ image, images, row: 0, rows }));
  }
  return Array.from({ length: batch }, (_, image) => image)
    .flatMap((image) =>
      parts(rows, fitting)
        .map(([row, some]) => ({ image, images: 1, row, rows: some }))
    );
}

/** Cuts a number of things into parts of nearly the same size: [first, count]. */
function parts(all: number, most: number): [number, number][] {
  const count = Math.ceil(all / most);
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor(all * i / count);
    return [first, Math.floor(all * (i + 1) / count) - first];
  });
}

/** The part of the images that a band sees, zeros around it, as a list of pixels. */
export function bandPixels(
  x: tf.Tensor,
  grid: TileGrid,
  band: Band,
): tf.Tensor {
  const { height, width } = grid;
  const channels = x.shape[3]!;
  const [tall, wide] = bandSize(grid, band);
  const top = Math.max(TILE * band.row - 1, 0);
  const bottom = Math.min(TILE * (band.row + band.rows) + 1, height);
  const whole = band.images === grid.batch && top === 0 && bottom === height;
  const seen = whole ? x : tf.slice(x, [band.image, top, 0, 0], [
    band.images,
    bottom - top,
    width,
    channels,
  ]);
  const above = top - (TILE * band.row - 1);
  return inFullPrecision(() => {
    const padded = tf.pad(seen, [
      [0, 0],
      [above, tall - above - (bottom - top)],
      [1, wide - width - 1],
      [0, 0],
    ]);
    return tf.reshape(padded, [band.images * tall * wide, channels]);
  });
}

const bandSize = ({ columns }: TileGrid, { rows }: Band): [number, number] => [
  TILE * rows + 2,
  TILE * columns + 2,
];

/** Which pixel of `bandPixels` lies at each place of each tile, place by place: [36 * tiles]. */
export function tilePixels(grid: TileGrid, band: Band): Int32Array {
  const { columns } = grid;
  const [tall, wide] = bandSize(grid, band);
  const pixels = new Int32Array(SPAN * SPAN * tilesOf(grid, band));
  let next = 0;
  for (let place = 0; place < SPAN * SPAN; place++) {
    const [down, across] = [Math.floor(place / SPAN), place % SPAN];
    for (let image = 0; image < band.images; image++) {
      for (let row = 0; row < band.rows; row++) {
        const line = (image * tall + TILE * row + down) * wide + across;
        for (let column = 0; column < columns; column++) {
          pixels[next++] = line + TILE * column;
        }
      }
    }
  }
  return pixels;
}

/** Outputs of a band, place by place [16, tiles * channels], as rows of tiles [rows, 4, columns, 4, channels]. */
export function joinTiles(
  places: tf.Tensor,
  { columns }: TileGrid,
  { images, rows }: Band,
): tf.Tensor {
  const apart = tf.reshape(places, [TILE, TILE, images * rows, columns, -1]);
  return tf.transpose(apart, [2, 0, 3, 1, 4]);
}

/** The way back: a band of rows of tiles as places [16, tiles * channels]. */
export function splitTiles(
  rowsOfTiles: tf.Tensor,
  grid: TileGrid,
  band: Band,
): tf.Tensor {
  const [, ...tile] = rowsOfTiles.shape as [number, ...number[]];
  const first = band.image * grid.rows + band.row;
  const part = tf.slice(rowsOfTiles, [first, 0, 0, 0, 0], [
    band.images * band.rows,
    ...tile,
  ]);
  return inFullPrecision(() => {
    const apart = tf.transpose(part, [1, 3, 0, 2, 4]);
    return tf.reshape(apart, [TILE * TILE, -1]);
  });
}

/** Images as rows of tiles, filled up with zeros. */
export function toRowsOfTiles(x: tf.Tensor, grid: TileGrid): tf.Tensor {
  const { batch, height, width, rows, columns } = grid;
  const whole = isWhole(grid) ? x : tf.pad(x, [
    [0, 0],
    [0, TILE * rows - height],
    [0, TILE * columns - width],
    [0, 0],
  ]);
  return tf.reshape(whole, [batch * rows, TILE, columns, TILE, x.shape[3]!]);
}

/** Rows of tiles as images, what fills the last tiles cut off. */
export function fromRowsOfTiles(tiles: tf.Tensor, grid: TileGrid): tf.Tensor {
  const { batch, height, width, rows, columns } = grid;
  const channels = tiles.shape[4]!;
  const whole = tf.reshape(tiles, [
    batch,
    TILE * rows,
    TILE * columns,
    channels,
  ]);
  return isWhole(grid)
    ? whole
    : tf.slice(whole, [0, 0, 0, 0], [batch, height, width, channels]);
}

const isWhole = ({ rows, columns, height, width }: TileGrid): boolean =>
  TILE * rows === height && TILE * columns === width;
