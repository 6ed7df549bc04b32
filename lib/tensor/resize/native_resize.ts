import * as tf from "@tensorflow/tfjs-core";
import { boolAttribute, executeSingle, typeAttribute } from "../binding.ts";
import type { ImageSize } from "./resize_shape.ts";

/** Where TensorFlow's resize kernels take the pixels' centres to be. */
export interface PixelCentres {
  readonly alignCorners: boolean;
  readonly halfPixel: boolean;
}

/** Runs `ResizeBilinear` or `ResizeNearestNeighbor`, with its gradient. */
export function nativeResize(
  kernel: "ResizeBilinear" | "ResizeNearestNeighbor",
  x: tf.Tensor4D,
  size: ImageSize,
  { alignCorners, halfPixel }: PixelCentres,
): tf.Tensor4D {
  const attributes = [
    typeAttribute("T", "float32"),
    boolAttribute("align_corners", alignCorners),
    boolAttribute("half_pixel_centers", halfPixel),
  ];
  const sides = (of: ImageSize) => tf.tensor1d([...of], "int32");
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor4D, tf.GradSaveFunc];
    const [, height, width] = input.shape;
    const bilinear = kernel === "ResizeBilinear";
    // The bilinear gradient wants the image for its shape.
    save(bilinear ? [input] : []);
    return {
      value: executeSingle(kernel, attributes, [input, sides(size)]),
      gradFunc: (dy, saved) =>
        executeSingle(`${kernel}Grad`, attributes, [
          dy,
          bilinear ? saved[0]! : sides([height, width]),
        ]),
    };
  });
  return run(x) as tf.Tensor4D;
}
