import { InputError } from "../../core/input_error.ts";
import { LENGTH_BYTES, METADATA } from "./layout.ts";
import type { StoredTensor } from "./stored_tensor.ts";

const FORMAT_NAMES = { float32: "F32", int32: "I32" } as const;

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
 * import { decodeSafetensors } from "./decode_safetensors.ts";
 * import { encodeSafetensors } from "./encode_safetensors.ts";
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
