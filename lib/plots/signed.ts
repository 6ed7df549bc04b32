/**
 * A number with its sign; what rounds to nothing has none.
 *
 * @param value Any finite number.
 * @param digits After the point.
 *
 * @example
 * ```ts
 * import { signed } from "./signed.ts";
 *
 * if (signed(0.5) !== "+0.5000" || signed(-0.25, 2) !== "−0.25") throw new Error();
 * if (signed(-0.00001) !== "0.0000") throw new Error();
 * ```
 */
export function signed(value: number, digits = 4): string {
  const size = Math.abs(value).toFixed(digits);
  if (Number(size) === 0) return size;
  return `${value < 0 ? "−" : "+"}${size}`;
}
