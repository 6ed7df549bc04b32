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

function checkSize(what: string, value: number, lowest: number): void {
  if (Number.isInteger(value) && value >= lowest) return;
  throw new InputError(
    `Cannot make an element: ${what} must be a whole number from ${lowest}, current value is ${value}`,
  );
}

/**
 * A square element; of an even side the origin is right of and below the middle, as in scipy.
 *
 * @param side Pixels, 1 or more.
 * @throws {InputError} Where the side is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { squareElement } from "./element.ts";
 *
 * if (squareElement(3).data.join("") !== "111111111") throw new Error();
 * ```
 */
export function squareElement(side: number): Element {
  checkSize("side", side, 1);
  const data = new Uint8Array(side * side).fill(1);
  return { data, width: side, height: side };
}

/**
 * A disc: the offsets with dx^2 + dy^2 <= radius^2, scikit-image's `disk(radius)`.
 *
 * @param radius Pixels, a whole number; 0 is a single pixel.
 * @throws {InputError} Where the radius is not a whole number from 0.
 *
 * @example
 * ```ts
 * import { discElement } from "./element.ts";
 *
 * if (discElement(1).data.join("") !== "010111010") throw new Error();
 * ```
 */
export function discElement(radius: number): Element {
  checkSize("radius", radius, 0);
  const side = 2 * radius + 1;
  const data = Uint8Array.from({ length: side * side }, (_, i) => {
    const dx = i % side - radius, dy = Math.floor(i / side) - radius;
    return dx * dx + dy * dy <= radius * radius ? 1 : 0;
  });
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
