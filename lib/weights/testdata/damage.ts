// For tests only: files that were damaged at random.
import type { RandomSource } from "../../core/mod.ts";

/** Letters that pickles, zips and safetensors headers are made of, so that many changes have a meaning. */
const MEANINGFUL =
  '0123456789[]{},:"-()}]tRcQbuseaqhjKMJX.l2\0\x80\x85\x86\x87\x8a\x93\x94PK\x01\x02\x05\x06\xff';

/**
 * Changes a file at random: single bytes and numbers, pieces cut out, doubled, swapped or cut off.
 *
 * @param whole The file.
 * @param random Where the changes come from.
 */
export function damage(
  whole: Uint8Array,
  random: RandomSource,
): Uint8Array<ArrayBuffer> {
  let bytes = whole.slice();
  const changes = 1 + random.integer(6);
  for (let i = 0; i < changes && bytes.length > 8; i++) {
    bytes = damageOnce(bytes, random);
  }
  return bytes;
}

function damageOnce(
  bytes: Uint8Array<ArrayBuffer>,
  random: RandomSource,
): Uint8Array<ArrayBuffer> {
  const at = random.integer(bytes.length - 4);
  const length = 1 + random.integer(Math.min(40, bytes.length - at));
  const view = new DataView(bytes.buffer);
  switch (random.integer(10)) {
    case 0:
      bytes[at] = random.integer(256);
      return bytes;
    case 1:
      view.setUint32(at, random.integer(2 ** 32), true);
      return bytes;
    case 2:
      view.setUint32(
        at,
        [0, 1, 0x7fffffff, 0xffffffff][random.integer(4)]!,
        true,
      );
      return bytes;
    case 3:
      return bytes.slice(0, at);
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 6:
      bytes.copyWithin(random.integer(bytes.length), at, at + length);
      return bytes;
    default:
      bytes[at] = MEANINGFUL.charCodeAt(random.integer(MEANINGFUL.length));
      return bytes;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
