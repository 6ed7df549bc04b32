/** Castagnoli's polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) {
    rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  }
  return rest;
});

/**
 * CRC-32C (RFC 3720, appendix B.4), which guards TensorFlow's record files.
 *
 * @param bytes Anything.
 * @returns 32 bits, unsigned.
 *
 * @example
 * ```ts
 * import { crc32c } from "./crc32c.ts";
 *
 * if (crc32c(new TextEncoder().encode("123456789")) !== 0xe3069283) throw new Error();
 * ```
 */
export function crc32c(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest = (rest >>> 8) ^ table[(rest ^ byte) & 0xff]!;
  }
  return (rest ^ 0xffffffff) >>> 0;
}

/** The sum as TensorFlow's record files hold it: turned and shifted, so that a sum over sums still tells something. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
