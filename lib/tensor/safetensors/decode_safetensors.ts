import {
  FormatError,
  nameFault,
  refuseBadFormat,
  show,
} from "./format_error.ts";
import { LENGTH_BYTES, METADATA } from "./layout.ts";
import { bytesOf, decodeNumbers, type NumberFormat } from "./number_format.ts";
import type { StoredTensor } from "./stored_tensor.ts";

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** By name, in the order of their data. */
  readonly tensors: Map<string, StoredTensor>;
  /** The file's `__metadata__`. */
  readonly metadata: Map<string, string>;
}

const FORMATS: ReadonlyMap<unknown, NumberFormat> = new Map([
  ["F64", "float64"],
  ["F32", "float32"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
  ["I64", "int64"],
  ["I32", "int32"],
  ["I16", "int16"],
  ["I8", "int8"],
  ["U8", "uint8"],
  ["BOOL", "bool"],
]);
/** The reference reader refuses longer headers, too. */
const MAXIMUM_HEADER_BYTES = 100_000_000;

/**
 * Reads a safetensors file. Every length and offset is checked before anything is allocated, so a truncated or hostile
 * file costs no more memory than its own size.
 *
 * @param bytes The whole file.
 * @param file Its name, for the error.
 * @returns Copies of the tensors (F16, BF16 and F64 as float32; BOOL and integers as int32), and the metadata.
 * @throws {InputError} Where the file is truncated, its header is not what the format asks for, the data of tensors
 * overlap or leave holes, or numbers are of a type that neither float32 nor int32 can hold.
 *
 * @example
 * ```ts
 * import { decodeSafetensors } from "./decode_safetensors.ts";
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
  return refuseBadFormat(file, () => decode(bytes));
}

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
  readonly format: NumberFormat;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = asObject(value, show(name));
  const format = FORMATS.get(dtype);
  if (format === undefined) {
    throw new FormatError(
      `the type of ${show(name)} must be one of ${
        [...FORMATS.keys()].join(", ")
      }, current value is ${show(dtype)}`,
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
  const needed = shape.reduce(
    (product, side) => product * side,
    bytesOf(format),
  );
  if (end - begin !== needed) {
    throw new FormatError(
      `the data of ${
        show(name)
      } must have ${needed} bytes as its shape says, current value is ${
        end - begin
      }`,
    );
  }
  return { name, format, shape, begin, end };
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
  const { name, format, shape, begin, end } = entry;
  return nameFault(
    show(name),
    () => ({ shape, ...decodeNumbers(format, data.subarray(begin, end)) }),
  );
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
