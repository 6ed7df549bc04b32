/** Convolutions of images and volumes, and their transposes, in PyTorch's and TensorFlow's conventions. */
export * from "./conv2d.ts";
export * from "./conv2d_transpose.ts";
export * from "./conv3d.ts";
export * from "./conv3d_transpose.ts";
export * from "./depthwise_conv2d.ts";
export {
  convOutputSize,
  type ConvOutputSizeOptions,
  type Numbers2d,
  type Numbers3d,
  type Padding,
  type Padding2d,
  type Padding3d,
  type PaddingPair,
} from "./window.ts";
