import { InputError } from "../core/mod.ts";

/** Numbers with a shape, as a file holds them. */
export type StoredTensor =
  | {
    readonly dtype: "float32";
    readonly shape: readonly number[];
    readonly data: Float32Array;
  }
  | {
    readonly dtype: "int32";
    readonly shape: readonly number[];
    readonly data: Int32Array;
  };

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** By name, in the order of their data. */
  readonly tensors: Map<string, StoredTensor>;
  /** The file's `__metadata__`. */
  readonly metadata: Map<string, string>;
}

const FORMAT_NAMES = { float32: "F32", int32: "I32" } as const;
const METADATA = "__metadata__";
const LENGTH_BYTES = 8;
const ELEMENT_BYTES = 4;
/** The reference reader refuses longer headers, too. */
const MAXIMUM_HEADER_BYTES = 100_000_000;

/**
 * Writes named tensors in the safetensors format: 8 bytes header length, a JSON header, little-endian numbers. Equal
 * content gives equal bytes.
 *
 * Format: https://github.com/huggingface/safetensors
 *
 * @param tensors By name; stored in the map's order.
 * @param metadata Strings by name.
 * @returns The file's bytes.
 * @throws {InputError} Where a shape does not fit its data, or a tensor is called `__metadata__`.
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
 *
 * const bytes = encodeSafetensors(
 *   new Map([["w", { dtype: "float32", shape: [1, 2], data: new Float32Array([1, 2]) }]]),
 *   { epoch: "3" },
 * );
 * const { tensors, metadata } = decodeSafetensors(bytes);
 * if (tensors.get("w")?.data[1] !== 2 || metadata.get("epoch") !== "3") throw new Error();
 * ```
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) entries.push([METADATA, metadata]);
  let end = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    if (name === METADATA) {
      throw new InputError(
        `Cannot write tensors: a name must not be ${METADATA}, which the format reserves`,
      );
    }
    const size = shape.reduce((product, side) => product * side, 1);
    if (size !== data.length) {
      throw new InputError(
        `Cannot write tensors: the data of ${name} must have ${size} numbers as its shape [${
          shape.join(", ")
        }] says, current value is ${data.length}`,
      );
    }
    const begin = end;
    end += data.byteLength;
    entries.push([name, {
      dtype: FORMAT_NAMES[dtype],
      shape,
      data_offsets: [begin, end],
    }]);
  }
  const header = encodeHeader(entries);
  const dataStart = LENGTH_BYTES + header.length;
  const bytes = new Uint8Array(dataStart + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let offset = dataStart;
  for (const { data } of tensors.values()) {
    bytes.set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      offset,
    );
    offset += data.byteLength;
  }
  return bytes;
}

/** The header's JSON, filled with blanks so that the numbers begin at a multiple of 8. */
function encodeHeader(entries: readonly [string, unknown][]): Uint8Array {
  // Joined by hand: an object would move names like "1" to the front and take "__proto__" for something else.
  const json = `{${
    entries.map(([name, value]) =>
      `${JSON.stringify(name)}:${JSON.stringify(value)}`
    ).join(",")
  }}`;
  const text = new TextEncoder().encode(json);
  const header = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  header.set(text);
  return header;
}

/**
 * Reads a safetensors file. Every length and offset is checked before anything is allocated, so a truncated or hostile
 * file costs no more memory than its own size.
 *
 * @param bytes The whole file.
 * @param file Its name, for the error.
 * @returns Copies of the tensors, and the metadata.
 * @throws {InputError} Where the file is truncated, its header is not what the format asks for, the data of tensors
 * overlap or leave holes, or numbers are of another type than F32 and I32.
 *
 * @example
 * ```ts
 * import { decodeSafetensors } from "./safetensors.ts";
 *
 * let message = "";
 * try {
 *   decodeSafetensors(new Uint8Array(5));
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("truncated")) throw new Error(message);
 * ```
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  file?: string,
): SafetensorsContent {
  try {
    return decode(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new InputError(`Cannot read tensors: ${error.message}`, {
      ...(file === undefined ? {} : { file }),
      remedy: "Copy the file again, or delete it and make it anew.",
    });
  }
}

class FormatError extends Error {}

function decode(bytes: Uint8Array): SafetensorsContent {
  if (bytes.length < LENGTH_BYTES) {
    throw new FormatError(
      `the file is truncated: it must have at least ${LENGTH_BYTES} bytes, current value is ${bytes.length}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAXIMUM_HEADER_BYTES) {
    throw new FormatError(
      `the header must have at most ${MAXIMUM_HEADER_BYTES} bytes, current value is ${headerLength}`,
    );
  }
  const dataStart = LENGTH_BYTES + headerLength;
  if (dataStart > bytes.length) {
    throw new FormatError(
      `the file is truncated: the header alone must have ${headerLength} bytes, current value is ${
        bytes.length - LENGTH_BYTES
      }`,
    );
  }
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart));
  const data = bytes.subarray(dataStart);
  const metadata = parseMetadata(header.get(METADATA));
  header.delete(METADATA);
  const entries = [...header].map(([name, value]) => parseEntry(name, value));
  checkLayout(entries, data.length);
  return {
    metadata,
    tensors: new Map(entries.map((entry) => [entry.name, copy(entry, data)])),
  };
}

function parseHeader(bytes: Uint8Array): Map<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new FormatError("the header must be JSON text in UTF-8");
  }
  return new Map(Object.entries(asObject(value, "the header")));
}

function parseMetadata(value: unknown): Map<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined) return metadata;
  for (const [name, text] of Object.entries(asObject(value, METADATA))) {
    if (typeof text !== "string") {
      throw new FormatError(
        `${METADATA} must hold strings only, ${show(name)} is none`,
      );
    }
    metadata.set(name, text);
  }
  return metadata;
}

interface Entry {
  readonly name: string;
  readonly dtype: StoredTensor["dtype"];
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = asObject(value, show(name));
  const known = dtype === "F32" ? "float32" : dtype === "I32" ? "int32" : null;
  if (known === null) {
    throw new FormatError(
      `the type of ${show(name)} must be F32 or I32, current value is ${
        show(dtype)
      }`,
    );
  }
  if (!isSizes(shape)) {
    throw new FormatError(
      `the shape of ${show(name)} must be a list of sizes, current value is ${
        show(shape)
      }`,
    );
  }
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw new FormatError(
      `data_offsets of ${
        show(name)
      } must be two positions in the file, current value is ${show(offsets)}`,
    );
  }
  const [begin, end] = offsets as [number, number];
  const needed = shape.reduce((product, side) => product * side, ELEMENT_BYTES);
  if (end - begin !== needed) {
    throw new FormatError(
      `the data of ${
        show(name)
      } must have ${needed} bytes as its shape says, current value is ${
        end - begin
      }`,
    );
  }
  return { name, dtype: known, shape, begin, end };
}

/** The format asks that the data follow each other without overlap or hole, up to the end of the file. */
function checkLayout(entries: Entry[], length: number): void {
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== expected) {
      throw new FormatError(
        `the data of ${
          show(name)
        } must begin at byte ${expected} (no overlap, no hole), current value is ${begin}`,
      );
    }
    expected = end;
  }
  if (expected !== length) {
    const state = expected > length ? "truncated" : "too long";
    throw new FormatError(
      `the file is ${state}: there must be ${expected} bytes of data, current value is ${length}`,
    );
  }
}

function copy(entry: Entry, data: Uint8Array): StoredTensor {
  const { dtype, shape, begin, end } = entry;
  const { buffer } = data.slice(begin, end);
  return dtype === "float32"
    ? { dtype, shape, data: new Float32Array(buffer) }
    : { dtype, shape, data: new Int32Array(buffer) };
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FormatError(`${what} must be a JSON object`);
  }
  return value as Record<string, unknown>;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 32 &&
    value.every((side) => Number.isSafeInteger(side) && side >= 0);
}

/** A value for a message, cut where it is long. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
