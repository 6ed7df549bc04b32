import { InputError, type Mask } from "../../core/mod.ts";
import { decodeMask, encodeMask } from "./mask_runs.ts";

/** A mask in COCO's compressed form, as `pycocotools.mask` reads and writes it. */
export interface CocoRuns {
  /** Rows, columns. */
  readonly size: readonly [number, number];
  /** Lengths of background and foreground in turn, down columns, six bits a character. */
  readonly counts: string;
}

/**
 * Lengths of background and foreground in turn, the first background; COCO's uncompressed form.
 *
 * @param bounds Of the runs down columns.
 * @param pixels Of the picture.
 */
export function cocoLengths(bounds: Int32Array, pixels: number): Int32Array {
  const last = bounds.at(-1) ?? 0;
  const lengths = new Int32Array(bounds.length + (last < pixels ? 1 : 0));
  let before = 0;
  for (let i = 0; i < lengths.length; i++) {
    const bound = bounds[i] ?? pixels;
    lengths[i] = bound - before;
    before = bound;
  }
  return lengths;
}

/**
 * Writes a mask in COCO's compressed form: each length from the third on less the one two before it, in groups of five
 * bits, lowest first, with a bit that says whether more follow.
 *
 * Source: pycocotools, `common/maskApi.c`.
 *
 * @param mask Any value but 0 is foreground.
 *
 * @example
 * ```ts
 * import { encodeCoco } from "./coco_runs.ts";
 *
 * const { size, counts } = encodeCoco({ data: Uint8Array.of(0, 1, 0, 1), width: 2, height: 2 });
 * if (size.join() !== "2,2" || counts !== "22") throw new Error();
 * ```
 */
export function encodeCoco(mask: Mask): CocoRuns {
  const { width, height } = mask;
  const { bounds } = encodeMask(mask, "columns");
  const lengths = cocoLengths(bounds, width * height);
  // Seven characters of five bits hold 32.
  const bytes = new Uint8Array(7 * lengths.length);
  let count = 0;
  for (let i = 0; i < lengths.length; i++) {
    let rest = lengths[i]! - (i > 2 ? lengths[i - 2]! : 0);
    for (let more = true; more;) {
      const bits = rest & 0x1f;
      rest >>= 5;
      more = (bits & 0x10) !== 0 ? rest !== -1 : rest !== 0;
      bytes[count++] = 48 + bits + (more ? 0x20 : 0);
    }
  }
  const counts = new TextDecoder("latin1").decode(bytes.subarray(0, count));
  return { size: [height, width], counts };
}

/**
 * Reads what {@linkcode encodeCoco} or pycocotools wrote.
 *
 * @param runs Size and characters.
 * @param into A buffer of `width * height` bytes to write to, which is cleared. @default {a new one}
 * @returns A mask of 0 and 1.
 * @throws {InputError} Where the characters are not lengths that fill the picture.
 *
 * @example
 * ```ts
 * import { decodeCoco } from "./coco_runs.ts";
 *
 * if (decodeCoco({ size: [2, 2], counts: "22" }).data.join("") !== "0101") throw new Error();
 * ```
 */
export function decodeCoco(
  { size: [height, width], counts }: CocoRuns,
  into?: Uint8Array,
): Mask {
  const ends = lengthEnds(counts);
  const pixels = width * height;
  const total = ends.at(-1) ?? 0;
  if (total !== pixels) {
    throw new InputError(
      `Cannot read COCO's run lengths: they must add up to the picture's ${pixels} pixels, current value is ${total}`,
      { remedy: "Check that size is [rows, columns]." },
    );
  }
  // Ends of background are starts of foreground; the last background has no foreground after it.
  const bounds = ends.length % 2 === 0 ? ends : ends.subarray(0, -1);
  return decodeMask({ width, height, order: "columns", bounds }, into);
}

/** Where each length ends, counted from the first pixel. */
function lengthEnds(counts: string): Int32Array {
  const ends = new Int32Array(counts.length);
  let count = 0, total = 0, last = 0, oneBefore = 0;
  for (let i = 0; i < counts.length;) {
    let value = 0, shift = 0, bits = 0x20;
    for (; (bits & 0x20) !== 0; shift += 5) {
      bits = counts.charCodeAt(i++) - 48;
      if (!(bits >= 0 && bits < 64) || shift > 30) {
        throw new InputError(
          `Cannot read COCO's run lengths: counts must be whole groups of characters from 0 to o, current value at ${
            i - 1
          } is ${JSON.stringify(counts.slice(i - 1, i + 7))}`,
        );
      }
      value |= (bits & 0x1f) << shift;
    }
    if ((bits & 0x10) !== 0 && shift < 32) value |= -1 << shift;
    if (count > 2) value += oneBefore;
    if (value < 0) {
      throw new InputError(
        `Cannot read COCO's run lengths: lengths must be 0 or more, current value is ${value}`,
      );
    }
    oneBefore = last;
    last = value;
    total += value;
    ends[count++] = total;
  }
  return ends.subarray(0, count);
}
