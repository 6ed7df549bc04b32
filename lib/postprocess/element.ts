import { InputError } from "../core/mod.ts";

/** A structuring element: the offsets that a pixel spreads to, or that must all be foreground. */
export interface Element {
  /** `height * width` values; any but 0 belongs to it. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Column that lies on the pixel. @default {Math.floor(width / 2)} */
  readonly originX?: number;
  /** Row that lies on the pixel. @default {Math.floor(height / 2)} */
  readonly originY?: number;
}

/** A stretch of an element's row, as offsets from its origin. */
export interface ElementRun {
  readonly dy: number;
  readonly dx: number;
  readonly length: number;
}

/** Pixels from one end of the largest picture (8192) to the other, either way: what is larger reaches nothing more. */
const LARGEST_SIDE = 2 * 8192 + 1;

function checkSize(
  what: string,
  value: number,
  lowest: number,
  highest: number,
): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new InputError(
    `Cannot make an element: ${what} must be a whole number from ${lowest} to ${highest}, current value is ${value}`,
  );
}

/**
 * A square element; of an even side the origin is right of and below the middle, as in scipy.
 *
 * @param side Pixels, 1 to 16,385: as far as one end of a picture of 8192 pixels lies from the other, either way.
 * @throws {InputError} Where the side is not a whole number of that range.
 *
 * @example
 * ```ts
 * import { squareElement } from "./element.ts";
 *
 * if (squareElement(3).data.join("") !== "111111111") throw new Error();
 * ```
 */
export function squareElement(side: number): Element {
  checkSize("side", side, 1, LARGEST_SIDE);
  const data = new Uint8Array(side * side).fill(1);
  return { data, width: side, height: side };
}

/**
 * A disc: the offsets with dx^2 + dy^2 <= radius^2, scikit-image's `disk(radius)`.
 *
 * @param radius Pixels, 0 (a single pixel) to 8192.
 * @throws {InputError} Where the radius is not a whole number of that range.
 *
 * @example
 * ```ts
 * import { discElement } from "./element.ts";
 *
 * if (discElement(1).data.join("") !== "010111010") throw new Error();
 * ```
 */
export function discElement(radius: number): Element {
  checkSize("radius", radius, 0, (LARGEST_SIDE - 1) / 2);
  const side = 2 * radius + 1;
  const data = new Uint8Array(side * side);
  for (let dy = -radius; dy <= radius; dy++) {
    // The root of a whole number below 2 ** 53 is never rounded past a whole number.
    const reach = Math.floor(Math.sqrt(radius * radius - dy * dy));
    const middle = (dy + radius) * side + radius;
    data.fill(1, middle - reach, middle + reach + 1);
  }
  return { data, width: side, height: side };
}

/** The element's stretches, row by row; refuses an element without any. */
export function elementRuns(element: Element): ElementRun[] {
  const { data, width, height } = element;
  const { originX = width >> 1, originY = height >> 1 } = element;
  const runs: ElementRun[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!data[y * width + x]) continue;
      const first = x;
      while (x < width && data[y * width + x]) x++;
      runs.push({ dy: y - originY, dx: first - originX, length: x - first });
    }
  }
  const whole = Number.isInteger(originX) && Number.isInteger(originY);
  if (data.length === width * height && whole && runs.length > 0) return runs;
  throw new InputError(
    `Cannot use an element: it must have ${width}x${height} values, not all 0, and a whole origin, current value is ` +
      `${data.length} values, origin ${originX}, ${originY}`,
  );
}
