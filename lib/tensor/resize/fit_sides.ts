import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { checkImageSize, type ImageSize } from "./resize_shape.ts";

/** Where the image lies in the larger one. */
export interface PlaceOptions {
  /**
   * `start`: top left, all is added or cut at the bottom and the right; `center`: half on either side, the odd pixel at
   * the bottom and the right. @default {"start"}
   */
  readonly at?: "start" | "center";
}

/** How {@linkcode padTo} fills what it adds. */
export interface PadToOptions extends PlaceOptions {
  /** `zero`, or `reflect` about the pixels at the border, which are not repeated. @default {"zero"} */
  readonly mode?: "zero" | "reflect";
}

/**
 * Adds pixels around images until they have a size; reflection as in PyTorch's `pad` with `reflect`.
 *
 * @param x Images [batch, height, width, channels].
 * @param size Height and width to make, not smaller than the images'.
 * @param options What is added, and where.
 * @returns [batch, ...size, channels].
 * @throws {InputError} Where the size is smaller, or a reflection would need more pixels than there are.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { padTo } from "./fit_sides.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
 * if (padTo(x, [1, 5]).dataSync().join() !== "1,2,3,0,0") throw new Error();
 * const reflected = padTo(x, [1, 6], { mode: "reflect", at: "center" });
 * if (reflected.dataSync().join() !== "2,1,2,3,2,1") throw new Error();
 * ```
 */
export function padTo(
  x: tf.Tensor4D,
  size: ImageSize,
  options: PadToOptions = {},
): tf.Tensor4D {
  const { mode = "zero", at = "start" } = options;
  const [, height, width] = x.shape;
  const extra = differences("pad images", size, [height, width]);
  if (extra.every((by) => by === 0)) return tf.clone(x);
  const paddings = extra.map((by): [number, number] => {
    const before = at === "center" ? Math.floor(by / 2) : 0;
    return [before, by - before];
  });
  if (mode === "zero") {
    return tf.pad4d(x, [[0, 0], paddings[0]!, paddings[1]!, [0, 0]]);
  }
  return tf.tidy(() =>
    paddings.reduce((y, by, axis) => reflectAxis(y, axis + 1, by), x)
  );
}

/**
 * Cuts images to a size: undoes {@linkcode padTo} of the same place.
 *
 * @param x Images [batch, height, width, channels].
 * @param size Height and width to keep, not larger than the images'.
 * @param options Where.
 * @returns [batch, ...size, channels].
 * @throws {InputError} Where the size is larger.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { cropTo } from "./fit_sides.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
 * if (cropTo(x, [1, 2]).dataSync().join() !== "1,2") throw new Error();
 * if (cropTo(x, [1, 2], { at: "center" }).dataSync().join() !== "2,3") throw new Error();
 * ```
 */
export function cropTo(
  x: tf.Tensor4D,
  size: ImageSize,
  options: PlaceOptions = {},
): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const extra = differences("cut images", [height, width], size);
  if (extra.every((by) => by === 0)) return tf.clone(x);
  const [top, left] = extra.map((by) =>
    options.at === "center" ? Math.floor(by / 2) : 0
  );
  return tf.slice4d(x, [0, top!, left!, 0], [batch, ...size, channels]);
}

function differences(
  what: string,
  larger: ImageSize,
  smaller: ImageSize,
): number[] {
  checkImageSize(what, larger);
  checkImageSize(what, smaller);
  return larger.map((side, i) => {
    if (side < smaller[i]!) {
      throw new InputError(
        `Cannot ${what}: height and width must be at least ${
          smaller.join("x")
        }, current value is ${larger.join("x")}`,
      );
    }
    return side - smaller[i]!;
  });
}

/** Composed of reversed slices: tfjs has no gradient of its `mirrorPad`. */
function reflectAxis(
  x: tf.Tensor4D,
  axis: number,
  [before, after]: readonly [number, number],
): tf.Tensor4D {
  const side = x.shape[axis]!;
  if (Math.max(before, after) >= side) {
    throw new InputError(
      `Cannot reflect images: at most ${
        side - 1
      } pixels can be added to a side of ${side}, current value is ${
        Math.max(before, after)
      }`,
      { remedy: 'Pad with zeros (mode "zero") or begin with larger images.' },
    );
  }
  const part = (start: number, length: number): tf.Tensor4D => {
    const begin = x.shape.map((_, i) => i === axis ? start : 0);
    const sizes = x.shape.map((all, i) => i === axis ? length : all);
    const slice = tf.slice4d(
      x,
      begin as [number, number, number, number],
      sizes as [number, number, number, number],
    );
    return tf.reverse(slice, axis);
  };
  const parts = [x];
  if (before > 0) parts.unshift(part(1, before));
  if (after > 0) parts.push(part(side - 1 - after, after));
  return tf.concat(parts, axis);
}
