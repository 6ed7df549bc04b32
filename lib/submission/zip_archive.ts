import { crc32, inflateRawSync } from "node:zlib";
import { InputError } from "../core/mod.ts";

/** One file in a zip, as its directory lists it. */
export interface ZipEntry {
  /** As written; not yet known to be safe as a path. */
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  readonly compressedSize: number;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly crc: number;
  /** Where its local header starts. */
  readonly offset: number;
}

/** What a zip may claim; checked from its directory, before anything is unpacked. */
export interface ZipLimits {
  /** Entries. */
  readonly entries: number;
  /** Bytes of one unpacked file. */
  readonly entryBytes: number;
  /** Bytes of all unpacked files together. */
  readonly totalBytes: number;
}

/** Far above any submission of masks, far below what would hurt a machine. */
export const DEFAULT_ZIP_LIMITS: ZipLimits = {
  entries: 20_000,
  entryBytes: 2 ** 26,
  totalBytes: 2 ** 31,
};

/** A zip that is open for reading. */
export interface ZipArchive extends Disposable {
  /** In the directory's order. */
  readonly entries: readonly ZipEntry[];
  /**
   * Unpacks one entry.
   *
   * @throws {InputError} Where it is damaged or larger than it says.
   */
  read(entry: ZipEntry): Promise<Uint8Array>;
}

const remedy = "Write or download the zip again.";
const END = 0x06054b50, DIRECTORY = 0x02014b50, LOCAL = 0x04034b50;

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

async function readAt(
  file: Deno.FsFile,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await file.seek(offset, Deno.SeekMode.Start);
  let at = 0;
  while (at < length) {
    const count = await file.read(bytes.subarray(at));
    if (count === null) break;
    at += count;
  }
  return bytes.subarray(0, at);
}

/** Where the directory lies, from the record at the zip's end. */
async function findDirectory(file: Deno.FsFile, size: number) {
  const tailAt = Math.max(0, size - 22 - 0xffff);
  const tail = viewOf(await readAt(file, tailAt, size - tailAt));
  for (let at = tail.byteLength - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    if (at + 22 + tail.getUint16(at + 20, true) !== tail.byteLength) continue;
    const count = tail.getUint16(at + 10, true);
    const length = tail.getUint32(at + 12, true);
    const offset = tail.getUint32(at + 16, true);
    if (count === 0xffff || offset === 0xffffffff) {
      throw new Error("zip64 archives are not read");
    }
    if (offset + length > tailAt + at) {
      throw new Error("its directory is damaged");
    }
    return { count, length, offset };
  }
  throw new Error("the file is truncated or no zip");
}

function parseDirectory(bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY) {
      throw new Error("its directory is damaged");
    }
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
    const method = view.getUint16(at + 10, true);
    if (view.getUint16(at + 8, true) & 1) {
      throw new Error(`"${name}" is encrypted`);
    }
    if (method !== 0 && method !== 8) {
      throw new Error(`"${name}" is packed by an unknown method ${method}`);
    }
    entries.push({
      name,
      method,
      crc: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = nameEnd + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
    if (at > bytes.length) throw new Error("its directory is damaged");
  }
  return entries;
}

/** Refuses what unpacks to too much, and entries that share bytes (the trick of a zip bomb without nesting). */
function checkEntries(
  entries: readonly ZipEntry[],
  directoryAt: number,
  limits: ZipLimits,
): void {
  let total = 0;
  for (const { name, size } of entries) {
    total += size;
    if (size > limits.entryBytes) {
      throw new Error(
        `"${name}" unpacks to ${size} bytes, more than ${limits.entryBytes}`,
      );
    }
  }
  if (total > limits.totalBytes) {
    throw new Error(
      `it unpacks to ${total} bytes, more than ${limits.totalBytes}`,
    );
  }
  const inOrder = [...entries].sort((a, b) => a.offset - b.offset);
  inOrder.forEach(({ name, offset, compressedSize }, i) => {
    const next = inOrder[i + 1]?.offset ?? directoryAt;
    if (offset + 30 + compressedSize > next) {
      throw new Error(`"${name}" overlaps what follows it`);
    }
  });
}

async function unpack(file: Deno.FsFile, entry: ZipEntry): Promise<Uint8Array> {
  const header = viewOf(await readAt(file, entry.offset, 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL) {
    throw new Error("its header is damaged");
  }
  const start = entry.offset + 30 + header.getUint16(26, true) +
    header.getUint16(28, true);
  const packed = await readAt(file, start, entry.compressedSize);
  if (packed.length < entry.compressedSize) throw new Error("it is truncated");
  const bytes = entry.method === 0 ? packed : new Uint8Array(
    inflateRawSync(packed, { maxOutputLength: Math.max(entry.size, 1) }),
  );
  if (bytes.length !== entry.size) {
    throw new Error("its size is not what is said");
  }
  if (crc32(bytes) !== entry.crc) throw new Error("its checksum is wrong");
  return bytes;
}

const reasonOf = (cause: unknown) =>
  cause instanceof Error ? cause.message : String(cause);

/**
 * Opens a zip of unknown origin. Only its directory is read; files are unpacked one by one on request.
 *
 * @param path The file.
 * @param limits What it may claim to hold.
 * @throws {InputError} Where it is missing, truncated, encrypted, zip64, over the limits or made to overlap.
 *
 * @example
 * ```ts
 * import { zipSync } from "fflate";
 * import { openZip } from "./zip_archive.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.zip`;
 * await Deno.writeFile(path, zipSync({ "a.txt": new TextEncoder().encode("text") }));
 * using zip = await openZip(path);
 * if (new TextDecoder().decode(await zip.read(zip.entries[0]!)) !== "text") throw new Error();
 * ```
 */
export async function openZip(
  path: string,
  limits: ZipLimits = DEFAULT_ZIP_LIMITS,
): Promise<ZipArchive> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (cause) {
    throw new InputError(`Cannot open the zip: ${reasonOf(cause)}`, {
      file: path,
      cause,
    });
  }
  try {
    const { size } = await file.stat();
    const { count, length, offset } = await findDirectory(file, size);
    if (count > limits.entries) {
      throw new Error(`it holds ${count} files, more than ${limits.entries}`);
    }
    const entries = parseDirectory(await readAt(file, offset, length), count);
    checkEntries(entries, offset, limits);
    return {
      entries,
      async read(entry) {
        try {
          return await unpack(file, entry);
        } catch (cause) {
          throw new InputError(
            `Cannot read "${entry.name}" from the zip: ${reasonOf(cause)}`,
            { file: path, remedy, cause },
          );
        }
      },
      [Symbol.dispose]: () => file.close(),
    };
  } catch (cause) {
    file.close();
    throw new InputError(`Cannot open the zip: ${reasonOf(cause)}`, {
      file: path,
      remedy,
      cause,
    });
  }
}
