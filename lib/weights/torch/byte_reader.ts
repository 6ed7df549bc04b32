import { FormatError } from "../../tensor/safetensors/mod.ts";

/** Longest line of a pickle's text; names are far shorter. */
const MAXIMUM_LINE = 4096;

/** Reads bytes one after the other and refuses to go past their end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position: number;

  /**
   * @param bytes What is read; never copied.
   * @param position Where to begin.
   */
  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
  }

  /** Where the next byte stands. */
  get position(): number {
    return this.#position;
  }

  /** Steps over bytes; gives where they begin. */
  #advance(length: number): number {
    const begin = this.#position;
    if (length > this.#bytes.length - begin) {
      throw new FormatError(
        `the file is truncated: ${length} bytes must follow byte ${begin}, current value is ${
          Math.max(0, this.#bytes.length - begin)
        }`,
      );
    }
    this.#position = begin + length;
    return begin;
  }

  /** An unsigned byte. */
  byte(): number {
    return this.#bytes[this.#advance(1)]!;
  }

  /** An unsigned number of 2 bytes. */
  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  /** An unsigned number of 4 bytes. */
  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A signed number of 4 bytes. */
  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** An unsigned number of 8 bytes; beyond 2^53 it is rounded, which no file is long enough for. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** A double, big-endian as pickles have it. */
  float64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** A part of the bytes, not copied. */
  take(length: number): Uint8Array {
    const begin = this.#advance(length);
    return this.#bytes.subarray(begin, begin + length);
  }

  /** Text up to the end of the line. */
  line(): string {
    const begin = this.#position;
    const part = this.#bytes.subarray(begin, begin + MAXIMUM_LINE);
    const length = part.indexOf(0x0a);
    if (length < 0) {
      throw new FormatError(
        `a line of text must follow byte ${begin}, there is no end to it`,
      );
    }
    this.#position += length + 1;
    return decodeText(part.subarray(0, length));
  }
}

/** Text in UTF-8; what is none becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
