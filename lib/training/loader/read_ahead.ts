/**
 * Makes things in order, some ahead of the one that is wanted.
 *
 * @param first Number of the first.
 * @param end Number behind the last.
 * @param ahead Things that are begun before they are wanted; 0 makes each when it is wanted.
 * @param make Makes one, by its number.
 * @throws What `make` throws, when its turn comes.
 *
 * @example
 * ```ts
 * import { readAhead } from "./read_ahead.ts";
 *
 * const begun: number[] = [];
 * for await (const i of readAhead(0, 9, 2, (i) => (begun.push(i), Promise.resolve(i)))) {
 *   if (begun.length !== Math.min(i + 3, 9)) throw new Error();
 * }
 * ```
 */
export async function* readAhead<T>(
  first: number,
  end: number,
  ahead: number,
  make: (index: number) => Promise<T>,
): AsyncGenerator<T, void> {
  const queue: Promise<T>[] = [];
  for (let wanted = first, next = first; wanted < end; wanted++) {
    for (; next <= Math.min(wanted + ahead, end - 1); next++) {
      const made = make(next);
      // It is awaited in its turn; until then a failure must not count as unhandled.
      made.catch(() => {});
      queue.push(made);
    }
    yield await queue.shift()!;
  }
}
