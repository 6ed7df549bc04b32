import { InputError, type Mask } from "../../core/mod.ts";
import { decodeMask, encodeMask } from "./mask_runs.ts";
import {
  ascii,
  CHUNK,
  encoder,
  joinNumbers,
  runKernels,
} from "./run_kernels.ts";

/** A mask in COCO's compressed form, as `pycocotools.mask` reads and writes it. */
export interface CocoRuns {
  /** Rows, columns. */
  readonly size: readonly [number, number];
  /** Lengths of background and foreground in turn, down columns, six bits a character. */
  readonly counts: string;
}

/** Characters of a length: seven of five bits hold 32. */
const CHARACTERS = 7;

/** Characters that are read at once. */
const TEXT = 1 << 18;

/** Bytes of what `readLengths` keeps. */
const STATE = 32;

/**
 * Writes a mask in COCO's compressed form: each length from the third on less the one two before it, in groups of five
 * bits, lowest first, with a bit that says whether more follow.
 *
 * Source: pycocotools, `common/maskApi.c`.
 *
 * @param mask Any value but 0 is foreground.
 * @throws {InputError} Where the data do not fill the mask's size.
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
  const pixels = width * height;
  // What follows the last run is a length too.
  const length = bounds.length + ((bounds.at(-1) ?? 0) < pixels ? 1 : 0);
  const most = Math.min(length, CHUNK);
  const [before, text] = runKernels.places(
    4 * (3 + most),
    CHARACTERS * most,
  );
  const parts: string[] = [];
  for (let first = 0; first < length; first += CHUNK) {
    const count = Math.min(CHUNK, length - first);
    const chunk = runKernels.integers(before, 3 + count);
    chunk.fill(0, 0, 3);
    chunk[2 + count] = pixels;
    chunk.set(
      bounds.subarray(Math.max(first - 3, 0), first + count),
      first === 0 ? 3 : 0,
    );
    const characters = runKernels.call.writeLengths(
      before + 12,
      first,
      count,
      text,
    );
    parts.push(ascii.decode(runKernels.bytes(text, characters)));
  }
  return { size: [height, width], counts: parts.join("") };
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
  const { ends, total } = lengthEnds(counts);
  const pixels = width * height;
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

/** Where each length ends, counted from the first pixel, and the pixels of all. */
function lengthEnds(
  counts: string,
): { readonly ends: Int32Array; readonly total: number } {
  const most = Math.min(3 * counts.length, TEXT);
  const [source, target, state] = runKernels.places(most, 4 * most, STATE);
  runKernels.bytes(state, STATE).fill(0);
  const parts: Int32Array[] = [];
  let count = 0, total = 0;
  for (let first = 0; first < counts.length;) {
    const { read, written } = encoder.encodeInto(
      counts.slice(first, first + TEXT),
      runKernels.bytes(source, most),
    );
    total = runKernels.call.readLengths(
      source,
      written,
      first + read === counts.length,
      count,
      total,
      target,
      state,
    );
    const [found = 0, characters = 0, wrong = -1, negative = 0] = runKernels
      .integers(state + 16, 4);
    if (wrong >= 0) throw notGroups(counts, first + wrong);
    if (negative < 0) {
      throw new InputError(
        `Cannot read COCO's run lengths: lengths must be 0 or more, current value is ${negative}`,
      );
    }
    parts.push(runKernels.integers(target, found).slice());
    count += found;
    first += characters;
  }
  return { ends: joinNumbers(parts), total };
}

function notGroups(counts: string, at: number): InputError {
  return new InputError(
    `Cannot read COCO's run lengths: counts must be whole groups of characters from 0 to o, current value at ${at} is ${
      JSON.stringify(counts.slice(at, at + 8))
    }`,
  );
}
