import { InputError } from "./input_error.ts";

/** What has rows of pixels. */
interface Pixels {
  readonly data: ArrayLike<unknown>;
  readonly width: number;
  readonly height: number;
}

/**
 * Refuses a picture whose data do not fill its size: most functions of pixels would read beyond the end, and give an
 * answer all the same.
 *
 * @param name What is refused ("mask", "map").
 * @param pixels One value a pixel.
 * @throws {InputError} Where a side is no whole number from 0, or there are more or fewer values than pixels.
 *
 * @example
 * ```ts
 * import { checkPixels } from "./check_pixels.ts";
 *
 * checkPixels("mask", { data: new Uint8Array(6), width: 3, height: 2 });
 * let message = "";
 * try {
 *   checkPixels("mask", { data: new Uint8Array(5), width: 3, height: 2 });
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("must have 6 values (3x2), current value is 5")) throw new Error(message);
 * ```
 */
export function checkPixels(
  name: string,
  { data, width, height }: Pixels,
): void {
  checkSize(name, { width, height });
  if (data.length === width * height) return;
  throw new InputError(
    `Cannot use the ${name}: it must have ${
      width * height
    } values (${width}x${height}), current value is ${data.length}`,
  );
}

/**
 * Refuses a size that no picture has.
 *
 * @param name What is refused.
 * @param size Columns and rows.
 * @throws {InputError} Where a side is no whole number from 0.
 *
 * @example
 * ```ts
 * import { checkSize } from "./check_pixels.ts";
 *
 * checkSize("mask", { width: 0, height: 3 });
 * let message = "";
 * try {
 *   checkSize("mask", { width: 1.5, height: 2 });
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("must be whole numbers from 0, current value is 1.5x2")) throw new Error(message);
 * ```
 */
export function checkSize(
  name: string,
  { width, height }: Pick<Pixels, "width" | "height">,
): void {
  const whole = Number.isSafeInteger(width) && Number.isSafeInteger(height) &&
    width >= 0 && height >= 0;
  if (whole) return;
  throw new InputError(
    `Cannot use the ${name}: its size must be whole numbers from 0, current value is ${width}x${height}`,
  );
}
