import * as tf from "@tensorflow/tfjs-core";

/** What lies outside the image: a value, the image mirrored at its edges, or its border pixels. */
export type WarpFill = "constant" | "reflect" | "nearest";

/** From which pixels each output pixel is made. */
export interface SamplingPlan {
  /** One to four sources a pixel. */
  readonly sources: readonly Source[];
  /** Batch times rows times columns of the input. */
  readonly pixels: number;
}

/** One input pixel for each output pixel, [batch * rows * columns]. */
interface Source {
  /** Row by row through the batch; any pixel where the weight is 0. */
  readonly index: tf.Tensor1D;
  /** [batch * rows * columns, 1]. */
  readonly weight: tf.Tensor2D;
}

/** Sizes and rules of a warp. */
export interface WarpPlanOptions {
  readonly batch: number;
  readonly from: readonly [height: number, width: number];
  readonly to: readonly [height: number, width: number];
  readonly interpolation: "bilinear" | "nearest";
  readonly fill: WarpFill;
}

/**
 * Says of each output pixel which input pixels it is made of, as `ImageProjectiveTransformV3` does in float32.
 *
 * @param matrices [batch, 8]: output (x, y) lies at ((a x + b y + c) / k, (d x + e y + f) / k) with k = g x + h y + 1.
 */
export function samplingPlan(
  matrices: tf.Tensor2D,
  options: WarpPlanOptions,
): SamplingPlan {
  const { batch, from, to, interpolation, fill } = options;
  const [height, width] = from;
  const { across, down } = inputPoints(matrices, to);
  const columns = interpolation === "nearest"
    ? nearestAlong(across, width, fill)
    : neighboursAlong(across, width, fill);
  const rows = interpolation === "nearest"
    ? nearestAlong(down, height, fill)
    : neighboursAlong(down, height, fill);
  const count = batch * to[0] * to[1];
  const firstPixel = tf.mul(
    tf.reshape(tf.range(0, batch, 1, "int32"), [batch, 1, 1]),
    tf.scalar(height * width, "int32"),
  );
  const sources = rows.flatMap((row) =>
    columns.map((column) => {
      const inImage = tf.add(
        tf.mul(row.pixel, tf.scalar(width, "int32")),
        column.pixel,
      );
      return {
        index: tf.reshape(tf.add(firstPixel, inImage), [count]) as tf.Tensor1D,
        weight: tf.reshape<tf.Rank.R2>(tf.mul(row.weight, column.weight), [
          count,
          1,
        ]),
      };
    })
  );
  return { sources, pixels: batch * height * width };
}

/** Where each output pixel lies in its input image, in pixels, both [batch, rows, columns]. */
function inputPoints(
  matrices: tf.Tensor2D,
  [height, width]: readonly [number, number],
): { across: tf.Tensor; down: tf.Tensor } {
  const x = tf.reshape(tf.range(0, width), [1, 1, width]);
  const y = tf.reshape(tf.range(0, height), [1, height, 1]);
  const entries = tf.split(
    tf.reshape(matrices, [matrices.shape[0], 8, 1]),
    8,
    1,
  );
  const line = (first: number): tf.Tensor =>
    tf.add(tf.mul(entries[first]!, x), tf.mul(entries[first + 1]!, y));
  const by = tf.add(line(6), 1);
  return {
    across: tf.div(tf.add(line(0), entries[2]!), by),
    down: tf.div(tf.add(line(3), entries[5]!), by),
  };
}

/** A pixel's place along one axis (int32, inside the image) and its weight. */
interface Along {
  readonly pixel: tf.Tensor;
  readonly weight: tf.Tensor;
}

function neighboursAlong(
  at: tf.Tensor,
  side: number,
  fill: WarpFill,
): Along[] {
  const inside = intoImage(at, side, fill);
  const lower = tf.floor(inside);
  const share = tf.sub(inside, lower);
  return [
    pixelAlong(lower, tf.sub(1, share), side),
    pixelAlong(tf.add(lower, 1), share, side),
  ];
}

function nearestAlong(at: tf.Tensor, side: number, fill: WarpFill): Along[] {
  // The middle between two pixels goes away from 0, as in C; tf.round goes to the even one.
  const inside = intoImage(at, side, fill);
  const rounded = tf.mul(
    tf.sign(inside),
    tf.floor(tf.add(tf.abs(inside), 0.5)),
  );
  return [pixelAlong(rounded, tf.onesLike(rounded), side)];
}

/** Moves points outside the image to where the fill takes its values; leaves them for a constant fill. */
function intoImage(at: tf.Tensor, side: number, fill: WarpFill): tf.Tensor {
  if (fill === "constant") return at;
  return tf.clipByValue(
    fill === "reflect" ? mirrored(at, side) : at,
    0,
    side - 1,
  );
}

/** Folds the line so that the image's edges, half a pixel outside the centres, are the mirrors. */
function mirrored(at: tf.Tensor, side: number): tf.Tensor {
  const fromEdge = tf.add(at, 0.5);
  const period = tf.scalar(2 * side);
  const turns = tf.floor(tf.div(fromEdge, period));
  const folded = tf.sub(fromEdge, tf.mul(turns, period));
  return tf.sub(tf.minimum(folded, tf.sub(period, folded)), 0.5);
}

/** Weighs pixels outside the image with 0. */
function pixelAlong(
  pixel: tf.Tensor,
  weight: tf.Tensor,
  side: number,
): Along {
  const exists = tf.logicalAnd(
    tf.greaterEqual(pixel, 0),
    tf.lessEqual(pixel, side - 1),
  );
  return {
    pixel: tf.cast(tf.clipByValue(pixel, 0, side - 1), "int32"),
    weight: tf.mul(weight, tf.cast(exists, "float32")),
  };
}
