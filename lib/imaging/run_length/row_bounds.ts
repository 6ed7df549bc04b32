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
  const last = data.length;
  let i = 0;
  while (i < last) {
    i = firstForeground(data, words, i);
    if (i === last) break;
    const start = i;
    i = firstBackground(data, words, i);
    const values = list.reserve(2);
    values[list.count++] = start;
    values[list.count++] = i;
  }
  return list.trimmed();
}

function firstForeground(
  data: Uint8Array,
  words: Int32Array,
  from: number,
): number {
  const last = data.length;
  let i = from;
  while (i < last && (i & 3) !== 0) {
    if (data[i] !== 0) return i;
    i++;
  }
  let w = i >> 2;
  const fours = words.length - 3;
  while (
    w < fours &&
    (words[w]! | words[w + 1]! | words[w + 2]! | words[w + 3]!) === 0
  ) w += 4;
  while (w < words.length && words[w] === 0) w++;
  // Where there are no words the bytes go on from where they were.
  i = Math.max(i, Math.min(w << 2, last));
  while (i < last && data[i] === 0) i++;
  return i;
}

/** No byte of the word is 0. */
const allSet = (word: number) =>
  ((word - 0x01010101) & ~word & 0x80808080) === 0;

function firstBackground(
  data: Uint8Array,
  words: Int32Array,
  from: number,
): number {
  const last = data.length;
  let i = from;
  while (i < last && (i & 3) !== 0) {
    if (data[i] === 0) return i;
    i++;
  }
  let w = i >> 2;
  while (w < words.length && allSet(words[w]!)) w++;
  i = Math.max(i, Math.min(w << 2, last));
  while (i < last && data[i] !== 0) i++;
  return i;
}
