/**
 * What lies at a path inside a plain value.
 *
 * @param value Objects and arrays, as JSON has them.
 * @param path Keys from the outside in.
 * @returns Nothing where there is no such place; what a key's object inherits does not count.
 *
 * @example
 * ```ts
 * import { valueAt } from "./value_at.ts";
 *
 * if (valueAt({ a: [{ b: 3 }] }, ["a", "0", "b"]) !== 3) throw new Error();
 * if (valueAt({}, ["constructor"]) !== undefined) throw new Error();
 * ```
 */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === "object" && node !== null && Object.hasOwn(node, key)
        ? Reflect.get(node, key)
        : undefined,
    value,
  );
}
