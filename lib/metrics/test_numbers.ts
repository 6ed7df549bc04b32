// For tests only: what the oracles wrote, and how near a result must be to it.
import assert from "node:assert/strict";

/** Numbers with blanks between. */
export type Numbers = string;

/** Reads a file of `testdata/`. */
export async function readOracle<T>(name: string): Promise<T> {
  const file = new URL(`testdata/${name}`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(file));
}

/** Fails unless each number is within a share of the oracle's; NaN and Infinity must be the same. */
export function assertNear(
  actual: readonly number[] | Float64Array,
  wanted: Numbers | readonly number[],
  relative: number,
  about: string,
) {
  const numbers = typeof wanted === "string"
    ? wanted.split(" ").map(Number)
    : wanted;
  assert.equal(actual.length, numbers.length, about);
  numbers.forEach((value, i) => {
    const same = Object.is(actual[i], value) ||
      Math.abs(actual[i]! - value) <= relative * Math.abs(value);
    assert.ok(same, `${about}, number ${i}: ${actual[i]} is not ${value}`);
  });
}
