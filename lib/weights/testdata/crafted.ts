// For tests only: zips and pickles put together by hand.
import { crc32 } from "node:zlib";

/** Joins bytes and texts, each letter a byte. */
export function bytesFrom(
  ...parts: readonly (string | Uint8Array | number)[]
): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) =>
    typeof part === "number"
      ? Uint8Array.of(part)
      : typeof part === "string"
      ? Uint8Array.from(part, (letter) => letter.charCodeAt(0))
      : part
  );
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** A number of 2, 4 or 8 bytes. */
export function little(value: number, width: 2 | 4 | 8): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value), true);
  return new Uint8Array(view.buffer, 0, width);
}

/** What a crafted zip is to get wrong. */
export interface ZipFaults {
  /** Method in the directory. */
  readonly method?: number;
  /** Size in the directory. */
  readonly size?: number;
  /** Where the directory says that every file begins. */
  readonly offset?: number;
  /** How many files the end says there are. */
  readonly count?: number;
  /** Whether sizes and offsets stand in fields of 64 bits. */
  readonly zip64?: boolean;
}

/** Puts stored files in a zip. */
export function zipOf(
  files: readonly (readonly [string, Uint8Array])[],
  faults: ZipFaults = {},
): Uint8Array<ArrayBuffer> {
  let body = new Uint8Array();
  let directory = new Uint8Array();
  for (const [name, content] of files) {
    const crc = little(crc32(content), 4);
    const size = faults.size ?? content.length;
    const offset = faults.offset ?? body.length;
    const large = faults.zip64
      ? bytesFrom(
        little(1, 2),
        little(24, 2),
        little(size, 8),
        little(size, 8),
        little(offset, 8),
      )
      : new Uint8Array();
    const plain = (value: number) =>
      little(faults.zip64 ? 0xffffffff : value, 4);
    directory = bytesFrom(
      directory,
      "PK\x01\x02",
      "\0".repeat(6),
      little(faults.method ?? 0, 2),
      "\0\0\0\0",
      crc,
      plain(size),
      plain(size),
      little(name.length, 2),
      little(large.length, 2),
      "\0".repeat(10),
      plain(offset),
      name,
      large,
    );
    body = bytesFrom(
      body,
      "PK\x03\x04",
      "\0".repeat(10),
      crc,
      little(content.length, 4),
      little(content.length, 4),
      little(name.length, 2),
      "\0\0",
      name,
      content,
    );
  }
  const count = faults.count ?? files.length;
  const end64 = faults.zip64
    ? bytesFrom(
      "PK\x06\x06",
      little(44, 8),
      "\0".repeat(12),
      little(count, 8),
      little(count, 8),
      little(directory.length, 8),
      little(body.length, 8),
      "PK\x06\x07\0\0\0\0",
      little(body.length + directory.length, 8),
      little(1, 4),
    )
    : new Uint8Array();
  const short = faults.zip64 ? 0xffff : count;
  return bytesFrom(
    body,
    directory,
    end64,
    "PK\x05\x06\0\0\0\0",
    little(short, 2),
    little(short, 2),
    little(faults.zip64 ? 0xffffffff : directory.length, 4),
    little(faults.zip64 ? 0xffffffff : body.length, 4),
    "\0\0",
  );
}

/** The instructions of a tensor. */
export function tensorPickle(
  { key = "0", count = 2, offset = 0, size = [2], stride = [1] }: {
    readonly key?: string;
    readonly count?: number;
    readonly offset?: number;
    readonly size?: readonly number[];
    readonly stride?: readonly number[];
  },
): string {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") +
    "ctorch\nFloatStorage\n" + text(key) + text("cpu") + integer(count) + "tQ" +
    integer(offset) + `(${size.map(integer).join("")}t` +
    `(${stride.map(integer).join("")}t` + "\x89NtR";
}

/** Instruction of a text of up to 255 letters. */
export const text = (value: string) =>
  `X${String.fromCharCode(value.length)}\0\0\0${value}`;

const integer = (value: number) => `I${value}\n`;

/** A file of torch.save with one storage of two numbers. */
export function torchZip(
  pickle: string,
  faults: ZipFaults & {
    readonly order?: string;
    readonly storage?: Uint8Array;
  } = {},
): Uint8Array<ArrayBuffer> {
  const { order = "little", storage = new Uint8Array(8) } = faults;
  return zipOf([
    ["a/data.pkl", bytesFrom(pickle)],
    ["a/byteorder", bytesFrom(order)],
    ["a/data/0", storage],
  ], faults);
}
