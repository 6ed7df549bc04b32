import { InputError } from "../core/mod.ts";
import type { StoredTensor } from "../tensor/safetensors/mod.ts";

/** Red, green and blue. */
const COLOURS = 3;

/**
 * Fits the first convolution of a network for colour images to another number of channels, as timm does: one channel takes
 * the sum of the three filters; n channels take them in turn (red, green, blue, red, ...), times 3 / n, so that a grey image
 * in all channels gives what it gave before.
 *
 * Source: `adapt_input_conv` of https://github.com/huggingface/pytorch-image-models
 *
 * @param weight A filter in PyTorch's layout [outputs, 3, rows, columns].
 * @param channels Channels of the images.
 * @returns A filter [outputs, channels, rows, columns]; the same one for 3 channels.
 * @throws {InputError} Where the filter is not one of 3 channels, or `channels` no positive integer.
 *
 * @example
 * ```ts
 * import { adaptFirstConvolution } from "./adapt_first_convolution.ts";
 *
 * const data = new Float32Array([1, 2, 4]);
 * const weight = { dtype: "float32", shape: [1, 3, 1, 1], data } as const;
 * if (adaptFirstConvolution(weight, 1).data.join() !== "7") throw new Error();
 * if (adaptFirstConvolution(weight, 6).data.join() !== "0.5,1,2,0.5,1,2") throw new Error();
 * ```
 */
export function adaptFirstConvolution(
  weight: StoredTensor,
  channels: number,
): StoredTensor {
  const [outputs, inputs, rows, columns] = weight.shape as readonly [
    number,
    number,
    number,
    number,
  ];
  if (weight.shape.length !== 4 || inputs !== COLOURS) {
    throw new InputError(
      `Cannot adapt the first convolution: its filters must be [outputs, 3, rows, columns], current value is [${
        weight.shape.join(", ")
      }]`,
    );
  }
  if (!Number.isSafeInteger(channels) || channels < 1) {
    throw new InputError(
      `Cannot adapt the first convolution: channels must be a positive integer, current value is ${channels}`,
    );
  }
  if (channels === COLOURS) return weight;
  const area = rows * columns;
  const data = new Float32Array(outputs * channels * area);
  const scale = channels === 1 ? 1 : COLOURS / channels;
  // Each colour goes to every third channel; to the one channel go all of them.
  const turns = channels === 1 ? COLOURS : channels;
  for (let output = 0; output < outputs; output++) {
    for (let turn = 0; turn < turns; turn++) {
      const from = (output * COLOURS + turn % COLOURS) * area;
      const to = (output * channels + turn % channels) * area;
      for (let i = 0; i < area; i++) {
        data[to + i]! += weight.data[from + i]! * scale;
      }
    }
  }
  return { dtype: "float32", shape: [outputs, channels, rows, columns], data };
}
