import {
  bytesOf,
  FormatError,
  nameFault,
  show,
  type StoredTensor,
} from "../../tensor/safetensors/mod.ts";
import { findStateDict } from "./find_state_dict.ts";
import type { PickleValue } from "./pickle_value.ts";
import type { TorchFile } from "./torch_file.ts";
import type { TorchTensor } from "./torch_tensor.ts";

/** Weights and what a training script wrote beside them. */
export interface DecodedTorch {
  readonly tensors: Map<string, StoredTensor>;
  /** Texts, numbers and truth values beside the weights, and under `entry` where the weights were. */
  readonly metadata: Map<string, string>;
}

/**
 * What tensors may take in memory for each byte of the file: truth values become four times as long, and tensors that
 * share a storage, or repeat it by a stride of 0, are each read by themselves.
 */
const GROWTH = 8;
const ALLOWANCE_BYTES = 1 << 20;
const READ_BYTES = 4;

/**
 * Reads the numbers of the weights in a file of `torch.save`.
 *
 * @param file What was saved.
 * @param fileBytes The file's length.
 * @param entry As {@linkcode findStateDict} takes it.
 * @throws {FormatError} Where there are no weights, a tensor reaches beyond its storage, a storage is missing or of another
 * length, or all take more memory than a file of that length can explain.
 */
export function decodeTorch(
  file: TorchFile,
  fileBytes: number,
  entry?: string,
): DecodedTorch {
  const found = findStateDict(file.root, entry);
  const needed = READ_BYTES *
    [...found.tensors.values()].reduce((sum, { size }) => sum + size, 0);
  const most = GROWTH * fileBytes + ALLOWANCE_BYTES;
  if (!(needed <= most)) {
    throw new FormatError(
      `tensors of a file of ${fileBytes} bytes must have at most ${most} bytes, current value is ${needed}`,
    );
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of found.tensors) {
    tensors.set(
      name,
      nameFault(show(name), () => tensor.read(storageBytes(file, tensor))),
    );
  }
  return { tensors, metadata: metadataOf(file.root, found.entry) };
}

function storageBytes(file: TorchFile, { storage }: TorchTensor): Uint8Array {
  const { key, count, format } = storage;
  const bytes = file.storage(key);
  if (!bytes) throw new FormatError(`storage ${show(key)} is missing`);
  if (format !== undefined && bytes.length !== count * bytesOf(format)) {
    throw new FormatError(
      `storage ${show(key)} must have ${
        count * bytesOf(format)
      } bytes, current value is ${bytes.length}`,
    );
  }
  return bytes;
}

function metadataOf(root: PickleValue, entry: string): Map<string, string> {
  const metadata = new Map<string, string>();
  if (root instanceof Map) {
    for (const [name, value] of root) {
      if (
        typeof name === "string" &&
        ["string", "number", "bigint", "boolean"].includes(typeof value)
      ) metadata.set(name, `${value}`);
    }
  }
  if (entry !== "") metadata.set("entry", entry);
  return metadata;
}
