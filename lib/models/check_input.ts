import { InputError } from "../core/mod.ts";
import { strideMultiple } from "./any_size.ts";

/**
 * Refuses images that a network cannot take.
 *
 * @param shape [batch, height, width, channels].
 * @param channels What the network takes.
 * @param stride The network's.
 * @throws {InputError} Where the channels differ, or a side is not a multiple of the stride; names the right size.
 */
export function checkInput(
  shape: readonly number[],
  channels: number,
  stride: number,
): void {
  const [, height = 0, width = 0, given] = shape;
  if (given !== channels) {
    throw new InputError(
      `Cannot run the network: the image must have ${channels} channels, current value is ${given}`,
    );
  }
  if (height % stride !== 0 || width % stride !== 0) {
    const fit = (side: number) => strideMultiple(side, stride);
    throw new InputError(
      `Cannot run the network: height and width must be multiples of ${stride}, current value is ${height}x${width}`,
      {
        remedy: `Pad the image to ${fit(height)}x${
          fit(width)
        }, or let anySize do so.`,
      },
    );
  }
}
