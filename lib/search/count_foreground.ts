/**
 * Counts the bytes that are not 0, four at once.
 *
 * @param data Pixels of a mask.
 *
 * @example
 * ```ts
 * import { countForeground } from "./count_foreground.ts";
 *
 * if (countForeground(Uint8Array.of(1, 0, 255, 0, 2)) !== 3) throw new Error();
 * ```
 */
export function countForeground(data: Uint8Array): number {
  const words = data.byteOffset % 4 === 0
    ? new Int32Array(data.buffer, data.byteOffset, data.length >> 2)
    : new Int32Array(0);
  let count = 0;
  // Each byte of the sum holds up to 255 words' worth of its place.
  for (let first = 0; first < words.length; first += 255) {
    const last = Math.min(first + 255, words.length);
    let sum = 0;
    for (let i = first; i < last; i++) {
      const four = words[i]!;
      // The highest bit of each byte: whether any of the byte's bits is set.
      const set = ((four & 0x7f7f7f7f) + 0x7f7f7f7f) | four;
      sum = (sum + ((set >>> 7) & 0x01010101)) | 0;
    }
    count += (sum & 255) + ((sum >>> 8) & 255) + ((sum >>> 16) & 255) +
      (sum >>> 24);
  }
  for (let i = 4 * words.length; i < data.length; i++) {
    if (data[i] !== 0) count++;
  }
  return count;
}
