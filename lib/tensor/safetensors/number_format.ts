import { FormatError } from "./format_error.ts";

/** Bytes of a number, for each way in which files of weights hold numbers. */
const BYTES = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
} as const;

/** How a file holds a number; little-endian. */
export type NumberFormat = keyof typeof BYTES;

/** Bytes of a number. */
export function bytesOf(format: NumberFormat): number {
  return BYTES[format];
}

/** What the numbers become. */
export type DecodedNumbers =
  | { readonly dtype: "float32"; readonly data: Float32Array }
  | { readonly dtype: "int32"; readonly data: Int32Array };

/**
 * Reads numbers as float32 (all that have fractions; float64 is rounded) or int32 (integers and truth values).
 *
 * @param format How they are held.
 * @param bytes Whole numbers, at any position of any buffer; copied.
 * @throws {FormatError} Where an integer does not fit 32 bits.
 *
 * @example
 * ```ts
 * import { decodeNumbers } from "./number_format.ts";
 *
 * // 1 and -2 in bfloat16, which is the upper half of a float32.
 * const { dtype, data } = decodeNumbers("bfloat16", new Uint8Array([0x80, 0x3f, 0x00, 0xc0]));
 * if (dtype !== "float32" || data.join() !== "1,-2") throw new Error();
 * ```
 */
export function decodeNumbers(
  format: NumberFormat,
  bytes: Uint8Array,
): DecodedNumbers {
  // A copy starts at a multiple of 8, as typed arrays ask for.
  const { buffer } = bytes.slice();
  switch (format) {
    case "float32":
      return { dtype: "float32", data: new Float32Array(buffer) };
    case "float64":
      return {
        dtype: "float32",
        data: new Float32Array(new Float64Array(buffer)),
      };
    case "float16":
      return { dtype: "float32", data: widenHalves(new Uint16Array(buffer)) };
    case "bfloat16": {
      const bits = Uint32Array.from(
        new Uint16Array(buffer),
        (half) => half << 16,
      );
      return { dtype: "float32", data: new Float32Array(bits.buffer) };
    }
    case "int64":
      return { dtype: "int32", data: narrowLongs(new Int32Array(buffer)) };
    case "int32":
      return { dtype: "int32", data: new Int32Array(buffer) };
    case "int16":
      return { dtype: "int32", data: new Int32Array(new Int16Array(buffer)) };
    case "int8":
      return { dtype: "int32", data: new Int32Array(new Int8Array(buffer)) };
    case "uint8":
      return { dtype: "int32", data: new Int32Array(new Uint8Array(buffer)) };
    case "bool":
      return {
        dtype: "int32",
        data: Int32Array.from(
          new Uint8Array(buffer),
          (value) => value === 0 ? 0 : 1,
        ),
      };
  }
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function widenHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const magnitude = exponent === 31
      ? (fraction === 0 ? Infinity : NaN)
      : exponent === 0
      ? fraction * 2 ** -24
      : (1024 + fraction) * 2 ** (exponent - 25);
    return half & 0x8000 ? -magnitude : magnitude;
  });
}

/** Each number is a lower and an upper word. */
function narrowLongs(words: Int32Array): Int32Array {
  const data = new Int32Array(words.length / 2);
  for (let i = 0; i < data.length; i++) {
    const low = words[2 * i]!;
    const high = words[2 * i + 1]!;
    if (high !== low >> 31) {
      const value = (BigInt(high) << 32n) | BigInt(low >>> 0);
      throw new FormatError(
        `integers must fit 32 bits, current value is ${value}`,
        "Leave this tensor out of the file, it is none of a network's weights.",
      );
    }
    data[i] = low;
  }
  return data;
}
