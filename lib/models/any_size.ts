import { mirrorPad, tf } from "../tensor/mod.ts";
import type { Model } from "./model.ts";

/**
 * The next multiple of a network's stride.
 *
 * @param side Pixels, at least 1.
 * @param stride The network's.
 *
 * @example
 * ```ts
 * import { strideMultiple } from "./any_size.ts";
 *
 * if (strideMultiple(33, 32) !== 64 || strideMultiple(64, 32) !== 64) throw new Error();
 * ```
 */
export function strideMultiple(side: number, stride: number): number {
  return Math.ceil(side / stride) * stride;
}

/**
 * Makes a network take images of any size: they are mirrored on at the bottom and at the right up to the next multiples
 * of its stride, and what it gives is cut back. It works eagerly and compiled, and gradients pass. An image whose sides
 * are such multiples goes through as it is.
 *
 * @param model The network; the new one shares its weights and is not to be disposed of besides.
 * @returns The same network with stride 1. The logits of coarser levels are cut to the pixels that the image touches; a
 * classification is that of the mirrored image.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { anySize } from "./any_size.ts";
 * import { buildModel } from "./build_model.ts";
 *
 * await openBackend();
 * const model = anySize(buildModel({ name: "unet", widths: [4, 8, 16] }, { inputChannels: 1, seed: 1 }));
 * const logits = model.forward(tf.ones([1, 3, 7, 1]), { training: false });
 * if (logits.shape.join() !== "1,3,7,1") throw new Error();
 * ```
 */
export function anySize(model: Model): Model {
  const { stride } = model;
  const enlarge = (x: tf.Tensor4D) => {
    const [, height, width] = x.shape;
    return mirrorPad(
      x,
      strideMultiple(height, stride),
      strideMultiple(width, stride),
    );
  };
  return {
    ...model,
    stride: 1,
    forward: (x, options) =>
      tf.tidy(() => cutBack(model.forward(enlarge(x), options), x)),
    outputs(x, options) {
      const large = tf.tidy(() => enlarge(x));
      const outputs = model.outputs(large, options);
      const cut = (y: tf.Tensor4D) => {
        const small = tf.tidy(() => cutBack(y, x));
        if (small !== y) y.dispose();
        return small;
      };
      const result = {
        ...outputs,
        logits: cut(outputs.logits),
        deepSupervision: outputs.deepSupervision.map(cut),
      };
      if (large !== x) large.dispose();
      return result;
    },
  };

  /** The part of a level that the image touches. */
  function cutBack(y: tf.Tensor4D, { shape }: tf.Tensor4D): tf.Tensor4D {
    const [batch, rows, columns, channels] = y.shape;
    const pixel = strideMultiple(shape[1], stride) / rows;
    const [height, width] = [shape[1], shape[2]].map((s) =>
      Math.ceil(s / pixel)
    ) as [number, number];
    if (height === rows && width === columns) return y;
    return tf.slice(y, [0, 0, 0, 0], [batch, height, width, channels]);
  }
}
