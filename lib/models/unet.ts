import { InputError } from "../core/mod.ts";
import {
  biasAdd,
  conv2d,
  conv2dTranspose,
  convNormRelu,
  maxPool2d,
  tf,
} from "../tensor/mod.ts";
import type { ForwardOptions, Model } from "./model.ts";
import { ParameterStore } from "./parameter_store.ts";

/** What a U-Net is made of. */
export interface UnetOptions {
  /** Channels of each level, from the full resolution down. */
  readonly widths: readonly number[];
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly seed: number;
}

type Layer = (x: tf.Tensor4D, training: boolean) => tf.Tensor4D;

/**
 * A U-Net: convolution, normalisation, ReLU twice a level; max pooling down, transposed convolution up; the way down is
 * concatenated to the way up. Ronneberger, Fischer and Brox, "U-Net", 2015, with zero padding and batch normalisation.
 *
 * Convolutions before a normalisation have no bias, which the normalisation would remove.
 *
 * @param options Widths and channels.
 * @returns The network with initial weights, which are the same on every backend.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { unet } from "./unet.ts";
 *
 * await openBackend();
 * const model = unet({ widths: [4, 8], inputChannels: 3, outputChannels: 1, seed: 7 });
 * const logits = model.forward(tf.zeros([2, 6, 8, 3]), { training: false });
 * if (logits.shape.join() !== "2,6,8,1") throw new Error();
 * ```
 */
export function unet(options: UnetOptions): Model {
  const { widths, inputChannels, outputChannels, seed } = options;
  const store = new ParameterStore(seed);
  const bottom = widths.length - 1;

  const encoders: Layer[] = [];
  let channels = inputChannels;
  widths.forEach((width, level) => {
    encoders.push(block(store, `encoder.${level}`, channels, width));
    channels = width;
  });
  // decoders[0] works at the full resolution, as encoders[0] does.
  const ups: Layer[] = [];
  const decoders: Layer[] = [];
  for (let level = bottom - 1; level >= 0; level--) {
    const width = widths[level]!;
    ups[level] = up(store, `decoder.${level}.up`, channels, width);
    decoders[level] = block(store, `decoder.${level}`, 2 * width, width);
    channels = width;
  }
  const head = pointwise(store, "head", channels, outputChannels);
  const stride = 2 ** bottom;

  return {
    name: "unet",
    parameterCount: store.parameterCount,
    stride,
    parameters: store.parameters,
    buffers: store.buffers,
    dispose: () => store.dispose(),
    forward(x: tf.Tensor4D, { training }: ForwardOptions): tf.Tensor4D {
      checkInput(x, inputChannels, stride);
      // Each level frees what it no longer needs: at inference only the skips and the present level are alive.
      const descend = (level: number, y: tf.Tensor4D): tf.Tensor4D =>
        tf.tidy(() => {
          const inner = encoders[level]!(y, training);
          if (level === bottom) return inner;
          const below = descend(level + 1, maxPool2d(inner, { kernel: 2 }));
          const joined = tf.concat([ups[level]!(below, training), inner], 3);
          return decoders[level]!(joined, training);
        });
      return tf.tidy(() => head(descend(0, x), training));
    },
  };
}

/** Convolution, normalisation, ReLU, twice. */
function block(
  store: ParameterStore,
  name: string,
  inputs: number,
  outputs: number,
): Layer {
  const layers = [inputs, outputs].map((channels, i) => {
    const weight = store.filter(
      `${name}.conv${i + 1}`,
      [3, 3, channels, outputs],
      9 * channels,
      2,
    );
    const norm = store.batchNorm(`${name}.norm${i + 1}`, outputs);
    return { weight, norm };
  });
  return (x, training) =>
    tf.tidy(() =>
      layers.reduce(
        (y, { weight, norm }) => convNormRelu(y, weight, norm, training),
        x,
      )
    );
}

/** Doubles the sides. */
function up(
  store: ParameterStore,
  name: string,
  inputs: number,
  outputs: number,
): Layer {
  const weight = store.filter(name, [2, 2, outputs, inputs], inputs, 1);
  return (x) => conv2dTranspose(x, weight, { stride: 2 });
}

/** 1x1 convolution with bias. */
function pointwise(
  store: ParameterStore,
  name: string,
  inputs: number,
  outputs: number,
): Layer {
  const weight = store.filter(name, [1, 1, inputs, outputs], inputs, 1);
  const bias = store.bias(name, outputs);
  return (x) => biasAdd(conv2d(x, weight), bias);
}

function checkInput(x: tf.Tensor4D, channels: number, stride: number): void {
  const [, height, width, given] = x.shape;
  if (given !== channels) {
    throw new InputError(
      `Cannot run the network: the image must have ${channels} channels, current value is ${given}`,
    );
  }
  if (height % stride !== 0 || width % stride !== 0) {
    const fit = (side: number) => Math.ceil(side / stride) * stride;
    throw new InputError(
      `Cannot run the network: height and width must be multiples of ${stride}, current value is ${height}x${width}`,
      { remedy: `Pad the image to ${fit(height)}x${fit(width)}.` },
    );
  }
}
