import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "../binding.ts";
import { nativeResize } from "./native_resize.ts";
import { resample, type ResampleMatrix } from "./resample.ts";
import { checkImageSize, type ImageSize } from "./resize_shape.ts";

/** Which points of input and output are the same. */
export type CornerConvention = "half-pixel" | "align" | "legacy";

/** How {@linkcode resizeBilinear} works. */
export interface ResizeBilinearOptions {
  /**
   * `half-pixel`: the images' outer edges, PyTorch's `align_corners=False` and OpenCV's `INTER_LINEAR`; `align`: the
   * centres of the corner pixels, PyTorch's `align_corners=True`; `legacy`: the centre of the first pixel only,
   * TensorFlow 1's default. @default {"half-pixel"}
   */
  readonly corners?: CornerConvention;
}

/**
 * Resizes by weighing the four pixels around each point; without smoothing when it makes smaller, as PyTorch's
 * `interpolate` with `antialias=False`. Native: `ResizeBilinear`; on wasm two matrix products.
 *
 * @param x Activations [batch, height, width, channels].
 * @param size Height and width to make; smaller, larger or the same.
 * @param options Corners.
 * @returns [batch, ...size, channels].
 * @throws {InputError} Where a side is not a positive integer.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { resizeBilinear } from "./resize_bilinear.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([0, 4], [1, 1, 2, 1]);
 * const row = (corners: "half-pixel" | "align" | "legacy") =>
 *   resizeBilinear(x, [1, 4], { corners }).dataSync().map(Math.round).join();
 * if (row("half-pixel") !== "0,1,3,4" || row("align") !== "0,1,3,4") throw new Error();
 * if (row("legacy") !== "0,2,4,4") throw new Error();
 * ```
 */
export function resizeBilinear(
  x: tf.Tensor4D,
  size: ImageSize,
  options: ResizeBilinearOptions = {},
): tf.Tensor4D {
  checkImageSize("resize", size);
  const { corners = "half-pixel" } = options;
  const [, height, width] = x.shape;
  if (height === size[0] && width === size[1]) return tf.clone(x);
  if (isNative()) {
    return nativeResize("ResizeBilinear", x, size, {
      alignCorners: corners === "align",
      halfPixel: corners === "half-pixel",
    });
  }
  return resample(
    x,
    bilinearWeights(height, size[0], corners),
    bilinearWeights(width, size[1], corners),
  );
}

function bilinearWeights(
  side: number,
  size: number,
  corners: CornerConvention,
): ResampleMatrix {
  return Array.from({ length: size }, (_, i) => {
    const at = Math.max(positionOf(i, side, size, corners), 0);
    const lower = Math.min(Math.floor(at), side - 1);
    const upper = Math.min(lower + 1, side - 1);
    const weights = new Array<number>(side).fill(0);
    weights[lower]! += 1 - (at - lower);
    weights[upper]! += at - lower;
    return weights;
  });
}

/** Where an output lies among the inputs. */
function positionOf(
  i: number,
  side: number,
  size: number,
  corners: CornerConvention,
): number {
  if (corners === "half-pixel") return (i + 0.5) * side / size - 0.5;
  if (corners === "legacy") return i * side / size;
  return size === 1 ? 0 : i * (side - 1) / (size - 1);
}
