import type { PlaneMap } from "./plane_map.ts";

/**
 * The map of quarter turns against the clock (`numpy.rot90`). Width and height change places where `turns` is odd.
 *
 * @param width Pixels a row before the turn.
 * @param height Rows before the turn.
 * @param turns 0, 1, 2 or 3.
 * @throws {RangeError} Where `turns` is none of these.
 *
 * @example
 * ```ts
 * import { rotate90Map } from "./rotate_90.ts";
 * import { resample } from "./resample.ts";
 *
 * const image = { data: new Uint8Array([1, 2]), width: 2, height: 1, channels: 1 as const };
 * const mask = { data: new Uint8Array([0, 1]), width: 2, height: 1 };
 * const turned = resample({ image, mask }, rotate90Map(2, 1, 1), 1, 2);
 * if (turned.image.data.join() !== "2,1") throw new Error();
 * ```
 */
export function rotate90Map(
  width: number,
  height: number,
  turns: number,
): PlaneMap {
  switch (turns) {
    case 0:
      return [1, 0, 0, 0, 1, 0];
    case 1:
      return [0, -1, width - 1, 1, 0, 0];
    case 2:
      return [-1, 0, width - 1, 0, -1, height - 1];
    case 3:
      return [0, 1, 0, -1, 0, height - 1];
    default:
      throw new RangeError(
        `Cannot turn an image: turns must be 0, 1, 2 or 3, current value is ${turns}`,
      );
  }
}
