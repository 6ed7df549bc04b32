import { InputError } from "../core/mod.ts";
import { isNative, sigmoid, softmax, tf } from "../tensor/mod.ts";
import type { LossMode, PixelOptions } from "./loss.ts";

/** Logits and target in the one form that every loss works on. */
export interface Pixels {
  readonly mode: LossMode;
  /** [batch, pixels, classes]. */
  readonly logits: tf.Tensor3D;
  /** Of the logits' shape, in [0, 1]; 0 where the ignore index stood. */
  readonly target: tf.Tensor3D;
  /** 1 where a pixel counts, else 0: [batch, pixels, classes or 1]; absent where all do. */
  readonly counted: tf.Tensor3D | undefined;
  /** {@linkcode Pixels.counted} times the pixel's weight; absent where all are 1. */
  readonly weights: tf.Tensor3D | undefined;
}

const show = (shape: readonly number[]) => `[${shape.join(", ")}]`;

function wrong(what: string, wanted: string, current: string, remedy?: string) {
  return new InputError(
    `Cannot compute the loss: ${what} must be ${wanted}, current value is ${current}`,
    remedy === undefined ? {} : { remedy },
  );
}

function checkShapes(mode: LossMode, logits: tf.Tensor, target: tf.Tensor) {
  const classes = logits.shape.at(-1);
  if (classes === undefined || logits.rank < 2) {
    throw wrong(
      "logits",
      "[batch, ...space, classes]",
      show(logits.shape),
    );
  }
  if (mode === "binary" && classes !== 1) {
    throw wrong(
      "the number of channels",
      "1 for the mode binary",
      String(classes),
      'Use the mode "multilabel" or "multiclass".',
    );
  }
  if (mode === "multiclass" && classes < 2) {
    throw wrong(
      "the number of channels",
      "2 or more for the mode multiclass",
      String(classes),
      'Use the mode "binary".',
    );
  }
  const shape = mode === "multiclass"
    ? logits.shape.slice(0, -1)
    : logits.shape;
  if (!tf.util.arraysEqual(target.shape, shape)) {
    throw wrong("the target's shape", show(shape), show(target.shape));
  }
  if (mode === "multiclass" && target.dtype !== "int32") {
    throw wrong("the target's type", "int32 class indices", target.dtype);
  }
}

/** Spreads a mask or a map of weights to [batch, pixels, classes or 1]. */
function spread(
  name: string,
  map: tf.Tensor,
  logits: tf.Tensor,
  mode: LossMode,
): tf.Tensor3D {
  const space = logits.shape.slice(0, -1);
  const classes = logits.shape.at(-1)!;
  const whole = tf.util.arraysEqual(map.shape, space)
    ? tf.reshape(map, [...space, 1])
    : map;
  const fits = whole.rank === logits.rank &&
    whole.shape.every((size, i) => size === 1 || size === logits.shape[i]) &&
    (mode !== "multiclass" || whole.shape.at(-1) === 1);
  if (!fits) {
    throw wrong(
      `the shape of ${name}`,
      `${show(space)} or one that spreads to the logits' ${show(logits.shape)}${
        mode === "multiclass" ? " with 1 as last axis" : ""
      }`,
      show(map.shape),
    );
  }
  const last = whole.shape.at(-1) === 1 ? 1 : classes;
  const full = tf.broadcastTo(tf.cast(whole, "float32"), [...space, last]);
  return tf.reshape(full, [logits.shape[0]!, -1, last]);
}

/** The wasm backend's own float32 form writes integers' bits. */
function oneHot(indices: tf.Tensor, classes: number): tf.Tensor {
  return isNative()
    ? tf.oneHot(indices, classes, 1, 0, "float32")
    : tf.cast(tf.oneHot(indices, classes), "float32");
}

function product(
  a: tf.Tensor3D | undefined,
  b: tf.Tensor3D | undefined,
): tf.Tensor3D | undefined {
  return a && b ? tf.mul(a, b) : a ?? b;
}

/**
 * Checks logits and target against each other and brings them to one form.
 *
 * @param logits [batch, ...space, classes].
 * @param target As `LossMode` says.
 * @param options Mode, ignore index, mask, weights.
 * @throws {InputError} Where shapes or types do not fit; says which are wanted.
 */
export function pixelsOf(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: PixelOptions,
): Pixels {
  const { mode = "binary", ignoreIndex, mask, weights } = options;
  checkShapes(mode, logits, target);
  const batch = logits.shape[0]!;
  const classes = logits.shape.at(-1)!;
  const flat: tf.Tensor3D = tf.reshape(logits, [batch, -1, classes]);
  let counted = mask && spread("mask", mask, logits, mode);
  let values = target;
  if (ignoreIndex !== undefined) {
    const known = tf.notEqual(target, tf.scalar(ignoreIndex, target.dtype));
    counted = product(
      tf.reshape(
        tf.cast(known, "float32"),
        [batch, -1, mode === "multiclass" ? 1 : classes],
      ),
      counted,
    );
    // Among indices, -1 is no class.
    const none = tf.scalar(mode === "multiclass" ? -1 : 0, target.dtype);
    values = tf.where(known, target, none);
  }
  const dense = mode === "multiclass"
    ? oneHot(values, classes)
    : tf.cast(values, "float32");
  return {
    mode,
    logits: flat,
    target: tf.reshape(dense, flat.shape),
    counted,
    weights: product(
      counted,
      weights && spread("weights", weights, logits, mode),
    ),
  };
}

/** Probabilities [batch, pixels, classes]: a softmax for `multiclass`, else sigmoids. */
export function probabilitiesOf({ mode, logits }: Pixels): tf.Tensor3D {
  return mode === "multiclass" ? softmax(logits) : sigmoid(logits);
}

/**
 * Weighted mean over the pixels that count; 0 where none does.
 *
 * @param values [batch, pixels, classes or 1].
 * @param over What the sum is divided by, in place of the number of `values` that count.
 */
export function pixelMean(
  values: tf.Tensor3D,
  { counted, weights }: Pixels,
  over?: tf.Scalar,
): tf.Scalar {
  const total = tf.sum(weights ? tf.mul(values, weights) : values);
  // Only a sum over nothing meets the bound.
  if (over) return tf.div(total, tf.maximum(over, 1e-12));
  if (!counted) return tf.div(total, values.size);
  const copies = values.size / counted.size;
  return tf.div(total, tf.mul(tf.maximum(tf.sum(counted), 1), copies));
}

/** A factor a class as [1, 1, classes]. @throws {InputError} Where there is not one a class. */
export function perClassFactors(
  name: string,
  factors: readonly number[],
  classes: number,
): tf.Tensor3D {
  if (factors.length !== classes) {
    throw wrong(
      name,
      `a list of ${classes} numbers, one a class`,
      `${factors.length} numbers`,
    );
  }
  return tf.tensor3d([...factors], [1, 1, classes]);
}

/** @throws {InputError} Where a loss was called in a mode it does not know. */
export function checkMode(
  loss: string,
  mode: LossMode,
  allowed: readonly LossMode[],
): void {
  if (allowed.includes(mode)) return;
  throw wrong(
    `the mode of ${loss}`,
    allowed.map((name) => `"${name}"`).join(" or "),
    `"${mode}"`,
  );
}
