/**
 * Sorts 32-bit numbers in three passes of 11 bits, without comparing them.
 *
 * @param values Left as they are.
 * @returns A new array, rising.
 *
 * @example
 * ```ts
 * import { radixSort } from "./radix_sort.ts";
 *
 * if (radixSort(Uint32Array.of(7, 4e9, 0)).join() !== "0,7,4000000000") throw new Error();
 * ```
 */
export function radixSort(values: Uint32Array): Uint32Array<ArrayBuffer> {
  let from = Uint32Array.from(values), to = new Uint32Array(values.length);
  const place = new Uint32Array(2048);
  for (const shift of [0, 11, 22]) {
    place.fill(0);
    for (let i = 0; i < from.length; i++) place[(from[i]! >>> shift) & 2047]!++;
    for (let d = 0, sum = 0; d < place.length; d++) {
      const count = place[d]!;
      place[d] = sum;
      sum += count;
    }
    for (let i = 0; i < from.length; i++) {
      const value = from[i]!;
      to[place[(value >>> shift) & 2047]!++] = value;
    }
    [from, to] = [to, from];
  }
  return from;
}
