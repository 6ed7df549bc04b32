import type { Mask } from "../../core/mod.ts";

/** Numbers that grow as they are pushed. */
export class IntList {
  values: Int32Array<ArrayBuffer>;
  count = 0;

  constructor(capacity = 1024) {
    this.values = new Int32Array(capacity);
  }

  /** Makes room for more, so that the caller may write without a check. */
  reserve(more: number): Int32Array<ArrayBuffer> {
    if (this.count + more > this.values.length) {
      const larger = new Int32Array(
        Math.max(2 * this.values.length, this.count + more),
      );
      larger.set(this.values);
      this.values = larger;
    }
    return this.values;
  }

  /** What was pushed. */
  trimmed(): Int32Array<ArrayBuffer> {
    return this.values.slice(0, this.count);
  }
}

/** Four bytes at once where the buffer's alignment allows it; empty elsewhere. */
function wordsOf(data: Uint8Array): Int32Array {
  return data.byteOffset % 4 === 0
    ? new Int32Array(data.buffer, data.byteOffset, data.length >> 2)
    : new Int32Array(0);
}

/**
 * Where the foreground begins and ends, in row-major order: start, end, start, end, ..., ends exclusive, strictly
 * rising. A stretch that reaches from one row into the next is one.
 *
 * Reads 16 bytes a step where they are all alike.
 *
 * @param mask Any value but 0 is foreground.
 *
 * @example
 * ```ts
 * import { rowBounds } from "./row_bounds.ts";
 *
 * const data = Uint8Array.of(0, 1, 1, 1, 0, 1);
 * if (rowBounds({ data, width: 3, height: 2 }).join() !== "1,4,5,6") throw new Error();
 * ```
 */
export function rowBounds({ data }: Mask): Int32Array {
  const words = wordsOf(data);
  const list = new IntList();
  const inside = wordBounds(words, list);
  byteBounds(data, 4 * words.length, inside, list);
  return list.trimmed();
}

/** 1 in the lowest bit of each byte that is not 0. */
const nonZeroBytes = (v: number) =>
  ((((v & 0x7f7f7f7f) + 0x7f7f7f7f) | v) >>> 7) & 0x01010101;

const ALL_BYTES = 0x01010101;

/** Bounds in whole words; gives 1 where the last pixel is foreground. */
function wordBounds(words: Int32Array, list: IntList): number {
  const fours = words.length - 3;
  let inside = 0;
  for (let w = 0; w < words.length; w++) {
    if (inside === 0) {
      while (
        w < fours &&
        (words[w]! | words[w + 1]! | words[w + 2]! | words[w + 3]!) === 0
      ) w += 4;
    } else {
      // Pixels of one value have a bit in common; of others the words are looked at one by one.
      while (
        w < fours &&
        nonZeroBytes(
            words[w]! & words[w + 1]! & words[w + 2]! & words[w + 3]!,
          ) === ALL_BYTES
      ) w += 4;
    }
    if (w === words.length) break;
    // The product has bits 0, 8, 16 and 24 side by side on top.
    const four = Math.imul(nonZeroBytes(words[w]!), 0x10204080) >>> 28;
    let change = (four ^ ((four << 1) | inside)) & 15;
    if (change === 0) continue;
    const values = list.reserve(4);
    do {
      values[list.count++] = 4 * w + 31 - Math.clz32(change & -change);
      change &= change - 1;
    } while (change !== 0);
    inside = four >>> 3;
  }
  return inside;
}

/** Bounds from the byte `first` on, and the end of what is inside at last. */
function byteBounds(
  data: Uint8Array,
  first: number,
  insideBefore: number,
  list: IntList,
): void {
  let inside = insideBefore;
  for (let i = first; i <= data.length; i++) {
    const here = i < data.length && data[i] !== 0 ? 1 : 0;
    if (here !== inside) list.reserve(1)[list.count++] = i;
    inside = here;
  }
}
