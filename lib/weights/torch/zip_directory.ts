import { crc32 } from "node:zlib";
import { FormatError, show } from "../../tensor/safetensors/mod.ts";
import { ByteReader, decodeText } from "./byte_reader.ts";

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const LOCAL_BYTES = 30;
const LARGEST_COMMENT = 0xffff;
/** Says that a number stands in a 64-bit field elsewhere. */
const ELSEWHERE = 0xffffffff;
const ZIP64_FIELD = 1;

/** A file in the zip, before its own header was read. */
interface ListedEntry {
  readonly name: string;
  /** Deflated or encrypted, not stored as it is. */
  readonly packed: boolean;
  readonly crc: number;
  /** Bytes in the zip. */
  readonly packedSize: number;
  readonly offset: number;
}

/** The files of a zip. */
export interface ZipFiles {
  readonly names: readonly string[];
  /**
   * Gives a file's bytes, not copied.
   *
   * @returns `undefined` where there is none.
   * @throws {FormatError} Where it is packed or encrypted.
   */
  get(name: string): Uint8Array | undefined;
}

/**
 * Lists the files of a zip (or zip64). Only what is stored can be read, as `torch.save` writes it, so that nothing unpacks
 * to more than the file itself has.
 *
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @param bytes The whole file.
 * @throws {FormatError} Where it is truncated or damaged, or files have the same name or overlap.
 */
export function readZip(bytes: Uint8Array): ZipFiles {
  const directory = findDirectory(bytes);
  const entries = readDirectory(bytes, directory);
  const files = new Map<string, Uint8Array | "packed">();
  let free = 0;
  for (const entry of entries.sort((a, b) => a.offset - b.offset)) {
    const name = show(entry.name);
    if (files.has(entry.name)) {
      throw new FormatError(
        `the zip must hold ${name} once, it is there twice`,
      );
    }
    const begin = dataBegin(bytes, entry);
    const end = begin + entry.packedSize;
    if (entry.offset < free || end > directory.begin) {
      throw new FormatError(
        `the zip is damaged: ${name} must not overlap with what is beside it`,
      );
    }
    free = end;
    const content = bytes.subarray(begin, end);
    files.set(entry.name, entry.packed ? "packed" : checked(content, entry));
  }
  return {
    names: [...files.keys()],
    get(name) {
      const content = files.get(name);
      if (content !== "packed") return content;
      throw new FormatError(
        `${
          show(name)
        } must be stored in the zip as torch.save does it, it is packed or encrypted`,
        "Save the weights again with torch.save; do not pack the file anew.",
      );
    },
  };
}

/** Refuses bytes that changed. torch can be told to leave the checksums out, which makes them 0. */
function checked(content: Uint8Array, { name, crc }: ListedEntry): Uint8Array {
  if (crc !== 0 && crc32(content) !== crc) {
    throw new FormatError(
      `the file is damaged: the checksum of ${show(name)} is wrong`,
    );
  }
  return content;
}

/** After the header that stands before the file's bytes. */
function dataBegin(bytes: Uint8Array, { name, offset }: ListedEntry): number {
  const reader = new ByteReader(bytes, offset);
  if (reader.uint32() !== LOCAL) {
    throw new FormatError(
      `the zip is damaged: there must be a header before ${show(name)}`,
    );
  }
  reader.take(22);
  return offset + LOCAL_BYTES + reader.uint16() + reader.uint16();
}

interface Directory {
  readonly begin: number;
  readonly end: number;
  readonly count: number;
}

/** From the record at the zip's end. */
function findDirectory(bytes: Uint8Array): Directory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lowest = Math.max(0, bytes.length - END_BYTES - LARGEST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= lowest; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) !== bytes.length) {
      continue;
    }
    return readEnd64(bytes, at) ?? checkDirectory({
      count: view.getUint16(at + 10, true),
      begin: view.getUint32(at + 16, true),
      end: view.getUint32(at + 16, true) + view.getUint32(at + 12, true),
    }, at);
  }
  throw new FormatError("the file is truncated: the zip has no end");
}

/** The record of 64-bit numbers, where there is one before the plain one. */
function readEnd64(bytes: Uint8Array, plainEnd: number): Directory | undefined {
  const locatorAt = plainEnd - LOCATOR_BYTES;
  if (locatorAt < 0) return undefined;
  const locator = new ByteReader(bytes, locatorAt);
  if (locator.uint32() !== END_64_LOCATOR) return undefined;
  locator.take(4);
  const end64 = locator.uint64();
  const reader = new ByteReader(bytes, Math.min(end64, bytes.length));
  if (reader.uint32() !== END_64) {
    throw new FormatError("the zip is damaged: its second end is missing");
  }
  reader.take(28);
  const count = reader.uint64();
  const length = reader.uint64();
  const begin = reader.uint64();
  return checkDirectory({ count, begin, end: begin + length }, end64);
}

function checkDirectory(directory: Directory, end: number): Directory {
  if (directory.end <= end) return directory;
  throw new FormatError(
    `the zip is damaged: its directory must end at byte ${end}, current value is ${directory.end}`,
  );
}

function readDirectory(
  bytes: Uint8Array,
  { begin, end, count }: Directory,
): ListedEntry[] {
  const reader = new ByteReader(bytes.subarray(0, end), begin);
  const entries: ListedEntry[] = [];
  while (reader.position < end) entries.push(readEntry(reader));
  if (entries.length === count) return entries;
  throw new FormatError(
    `the zip is damaged: its directory must list ${count} files, current value is ${entries.length}`,
  );
}

function readEntry(reader: ByteReader): ListedEntry {
  if (reader.uint32() !== ENTRY) {
    throw new FormatError("the zip is damaged: its directory is no list");
  }
  reader.take(4);
  const flags = reader.uint16();
  const method = reader.uint16();
  reader.take(4);
  const crc = reader.uint32();
  const packedSize = reader.uint32();
  const size = reader.uint32();
  const nameBytes = reader.uint16();
  const extraBytes = reader.uint16();
  const commentBytes = reader.uint16();
  reader.take(8);
  const offset = reader.uint32();
  const name = decodeText(reader.take(nameBytes));
  const extra = reader.take(extraBytes);
  reader.take(commentBytes);
  const packed = method !== 0 || (flags & 1) !== 0;
  const large = largeNumbers(extra, [size, packedSize, offset]);
  if (!packed && large[0] !== large[1]) {
    throw new FormatError(`the zip is damaged: ${show(name)} has two sizes`);
  }
  return { name, packed, crc, packedSize: large[1], offset: large[2] };
}

type Numbers = readonly [size: number, packedSize: number, offset: number];

/** Takes what did not fit 32 bits from the field for it, which holds in the same order those alone that are missing. */
function largeNumbers(extra: Uint8Array, numbers: Numbers): Numbers {
  if (!numbers.includes(ELSEWHERE)) return numbers;
  const reader = new ByteReader(extra);
  while (reader.position < extra.length) {
    const kind = reader.uint16();
    const field = new ByteReader(reader.take(reader.uint16()));
    if (kind !== ZIP64_FIELD) continue;
    const [size, packedSize, offset] = numbers;
    const whole = (number: number) =>
      number === ELSEWHERE ? field.uint64() : number;
    return [whole(size), whole(packedSize), whole(offset)];
  }
  throw new FormatError("the zip is damaged: a size of 64 bits is missing");
}
