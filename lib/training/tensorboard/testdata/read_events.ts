import { crc32c } from "../crc32c.ts";

/** A scalar as a reader of its own finds it. */
export interface ReadScalar {
  readonly step: number;
  readonly tag: string;
  readonly value: number;
}

/** Fields of a protobuf message: number, and the value's bytes or number. */
function* fields(bytes: Uint8Array): Generator<[number, Uint8Array | bigint]> {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const type = key & 7;
    if (type === 0) {
      yield [key >> 3, varint()];
      continue;
    }
    const length = type === 1 ? 8 : type === 5 ? 4 : Number(varint());
    yield [key >> 3, bytes.subarray(at, at += length)];
  }
}

const view = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Undoes the mask and compares. */
function check(data: Uint8Array, stored: number, what: string): void {
  const turned = (stored - 0xa282ead8) >>> 0;
  const sum = ((turned << 15) | (turned >>> 17)) >>> 0;
  if (sum !== crc32c(data)) throw new Error(`${what}: wrong sum`);
}

/**
 * Reads the scalars of an event file and checks every sum; times are left out.
 *
 * @throws {Error} Where the file is torn or a sum is wrong.
 */
export function readEvents(file: Uint8Array): ReadScalar[] {
  const scalars: ReadScalar[] = [];
  let at = 0;
  for (let record = 0; at < file.length; record++) {
    const head = file.subarray(at, at + 8);
    const length = Number(view(head).getBigUint64(0, true));
    check(head, view(file).getUint32(at + 8, true), `length ${record}`);
    const data = file.subarray(at + 12, at + 12 + length);
    at += 16 + length;
    check(data, view(file).getUint32(at - 4, true), `record ${record}`);
    const event = new Map(fields(data));
    if (record === 0) {
      const version = new TextDecoder().decode(event.get(3) as Uint8Array);
      if (version !== "brain.Event:2") throw new Error(`version ${version}`);
      continue;
    }
    const step = Number(event.get(2) ?? 0n);
    for (const [, content] of fields(event.get(5) as Uint8Array)) {
      const value = new Map(fields(content as Uint8Array));
      scalars.push({
        step,
        tag: new TextDecoder().decode(value.get(1) as Uint8Array),
        value: view(value.get(2) as Uint8Array).getFloat32(0, true),
      });
    }
  }
  return scalars;
}
