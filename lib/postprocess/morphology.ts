import type { Mask } from "../core/mod.ts";
import {
  type BitMask,
  clearTail,
  complementBits,
  emptyBits,
  packMask,
  unpackMask,
} from "./bits.ts";
import { dilateBits } from "./dilate_bits.ts";
import { type Element, type ElementRun, elementRuns } from "./element.ts";

/** How a mask is eroded. */
export interface ErodeOptions {
  /**
   * What lies outside the picture: `foreground`, so that objects at a side keep it (scikit-image's mode "ignore",
   * OpenCV), or `background`, which wears them off (scipy). @default {"foreground"}
   */
  readonly outside?: "foreground" | "background";
}

/** The element seen from the other end: offsets with their signs turned. */
function reflected(runs: readonly ElementRun[]): ElementRun[] {
  return runs.map(({ dy, dx, length }) => ({
    dy: -dy,
    dx: -(dx + length - 1),
    length,
  })).reverse();
}

/** {@linkcode erode} on a packed picture, foreground outside. */
export function erodeBits(
  bits: BitMask,
  runs: readonly ElementRun[],
): BitMask {
  // A pixel stays unless the element reaches background from it: dilation of the background.
  return complementBits(dilateBits(complementBits(bits), reflected(runs)));
}

/** Clears the pixels from which the element reaches beyond the picture. */
function clearReach(bits: BitMask, runs: readonly ElementRun[]): void {
  const { words, stride, width, height } = bits;
  const reach = (offsets: number[]) =>
    [
      Math.max(0, ...offsets.map((offset) => -offset)),
      Math.max(0, ...offsets),
    ] as const;
  const [left, right] = reach(
    runs.flatMap(({ dx, length }) => [dx, dx + length - 1]),
  );
  const [up, down] = reach(runs.map(({ dy }) => dy));
  const inner = emptyBits(width, height);
  for (let y = up; y < height - down; y++) {
    const row = y * stride;
    for (let w = 0; w < stride; w++) inner.words[row + w] = words[row + w]!;
    for (let x = 0; x < Math.min(left, width); x++) {
      inner.words[row + (x >>> 5)]! &= ~(1 << (x & 31));
    }
    for (let x = Math.max(0, width - right); x < width; x++) {
      inner.words[row + (x >>> 5)]! &= ~(1 << (x & 31));
    }
  }
  clearTail(inner.words, stride, width, height);
  words.set(inner.words);
}

/** {@linkcode closing} on a packed picture. */
export function closeBits(
  bits: BitMask,
  runs: readonly ElementRun[],
): BitMask {
  return erodeBits(dilateBits(bits, runs), runs);
}

/**
 * Dilation: each foreground pixel spreads to all of the element's offsets (Minkowski sum); outside the picture is
 * background. Equal to `scipy.ndimage.binary_dilation` for any element; OpenCV's `dilate` does not turn an asymmetric
 * element, so it takes the element reflected.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param element From `squareElement`, `discElement`, or any other.
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where the element is empty or its data do not fill its size.
 *
 * @example
 * ```ts
 * import { squareElement } from "./element.ts";
 * import { dilate } from "./morphology.ts";
 *
 * const mask = { data: Uint8Array.from([0, 0, 1, 0, 0]), width: 5, height: 1 };
 * if (dilate(mask, squareElement(3)).data.join("") !== "01110") throw new Error();
 * ```
 */
export function dilate(mask: Mask, element: Element): Mask {
  return unpackMask(dilateBits(packMask(mask), elementRuns(element)));
}

/**
 * Erosion: a pixel stays where all of the element's offsets from it are foreground.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param element From `squareElement`, `discElement`, or any other.
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where the element is empty or its data do not fill its size.
 *
 * @example
 * ```ts
 * import { squareElement } from "./element.ts";
 * import { erode } from "./morphology.ts";
 *
 * const mask = { data: Uint8Array.from([1, 1, 1, 1, 0]), width: 5, height: 1 };
 * if (erode(mask, squareElement(3)).data.join("") !== "11100") throw new Error();
 * const worn = erode(mask, squareElement(3), { outside: "background" });
 * if (worn.data.join("") !== "00000") throw new Error();
 * ```
 */
export function erode(
  mask: Mask,
  element: Element,
  { outside = "foreground" }: ErodeOptions = {},
): Mask {
  const runs = elementRuns(element);
  const eroded = erodeBits(packMask(mask), runs);
  if (outside === "background") clearReach(eroded, runs);
  return unpackMask(eroded);
}

/**
 * Closing: dilation, then erosion with the same element; gaps that the element does not fit into are closed. Outside
 * is background for the dilation and foreground for the erosion, so that nothing of the mask is lost and objects near
 * a side are joined to it: scikit-image's `closing(..., mode="ignore")`, OpenCV's `MORPH_CLOSE`.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param element From `squareElement`, `discElement`, or any other.
 * @returns A new mask of 0 and 1, which holds all of the old one.
 * @throws {InputError} Where the element is empty or its data do not fill its size.
 *
 * @example
 * ```ts
 * import { squareElement } from "./element.ts";
 * import { closing } from "./morphology.ts";
 *
 * const mask = { data: Uint8Array.from([0, 0, 1, 0, 0, 1, 0, 0]), width: 8, height: 1 };
 * if (closing(mask, squareElement(3)).data.join("") !== "00111100") throw new Error();
 * ```
 */
export function closing(mask: Mask, element: Element): Mask {
  return unpackMask(closeBits(packMask(mask), elementRuns(element)));
}

/**
 * Opening: erosion, then dilation with the same element; what the element does not fit into is removed. Outside is
 * foreground for the erosion and background for the dilation: scikit-image's `opening(..., mode="ignore")`, OpenCV's
 * `MORPH_OPEN`.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param element From `squareElement`, `discElement`, or any other.
 * @returns A new mask of 0 and 1, all of it in the old one.
 * @throws {InputError} Where the element is empty or its data do not fill its size.
 *
 * @example
 * ```ts
 * import { squareElement } from "./element.ts";
 * import { opening } from "./morphology.ts";
 *
 * const mask = { data: Uint8Array.from([0, 1, 1, 1, 0, 1, 0]), width: 7, height: 1 };
 * if (opening(mask, squareElement(3)).data.join("") !== "0111000") throw new Error();
 * ```
 */
export function opening(mask: Mask, element: Element): Mask {
  const runs = elementRuns(element);
  return unpackMask(dilateBits(erodeBits(packMask(mask), runs), runs));
}
