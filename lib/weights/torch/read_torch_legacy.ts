import { bytesOf, FormatError, show } from "../../tensor/safetensors/mod.ts";
import { ByteReader } from "./byte_reader.ts";
import type { PickleNames } from "./pickle_machine.ts";
import type { PickleValue } from "./pickle_value.ts";
import { checkByteOrder } from "./read_torch_zip.ts";
import type { TorchFile } from "./torch_file.ts";
import { torchNames } from "./torch_names.ts";
import { TorchStorage } from "./torch_tensor.ts";
import { unpickle } from "./unpickle.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * Reads a file of `torch.save` before PyTorch 1.6: five pickles (magic number, protocol, system, what was saved, keys of
 * the storages), then for each key a count of 8 bytes and the numbers.
 *
 * @param bytes The whole file.
 * @throws {FormatError} Where it is damaged or no such file, or a big-endian machine wrote it.
 */
export function readTorchLegacy(bytes: Uint8Array): TorchFile {
  const storages = new Map<string, TorchStorage>();
  const plain = torchNames();
  const names: PickleNames = {
    find: plain.find,
    persistent(id) {
      const storage = plain.persistent(id);
      if (storage instanceof TorchStorage) {
        storages.set(
          storage.key,
          sameStorage(storages.get(storage.key), storage),
        );
      }
      return storage;
    },
  };
  const magic = unpickle(bytes, names);
  if (magic.value !== MAGIC) {
    throw new FormatError(
      "the file must be one of torch.save, it is another pickle",
      "Save the weights in Python with torch.save or safetensors.torch.save_file.",
    );
  }
  const protocol = unpickle(bytes, names, magic.end);
  if (protocol.value !== PROTOCOL) {
    throw new FormatError(
      `the protocol must be ${PROTOCOL}, current value is ${
        show(`${protocol.value}`)
      }`,
    );
  }
  const system = unpickle(bytes, names, protocol.end);
  checkByteOrder(
    !(system.value instanceof Map) ||
      system.value.get("little_endian") !== false,
  );
  const root = unpickle(bytes, names, system.end);
  const keys = unpickle(bytes, names, root.end);
  const contents = readStorages(
    new ByteReader(bytes, keys.end),
    keys.value,
    storages,
  );
  return { root: root.value, storage: (key) => contents.get(key) };
}

/** A storage that several tensors share is told of once for each. */
function sameStorage(
  known: TorchStorage | undefined,
  storage: TorchStorage,
): TorchStorage {
  if (
    !known || (known.type === storage.type && known.count === storage.count)
  ) {
    return storage;
  }
  throw new FormatError(
    `storage ${
      show(storage.key)
    } must have one type and one size, it has several`,
  );
}

function readStorages(
  reader: ByteReader,
  keys: PickleValue,
  storages: ReadonlyMap<string, TorchStorage>,
): Map<string, Uint8Array> {
  if (!Array.isArray(keys)) {
    throw new FormatError("the keys of the storages must be a list");
  }
  const contents = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage?.format === undefined) {
      throw new FormatError(
        `storage ${
          show(`${key}`)
        } must be one of a tensor of real numbers, integers or truth values, current value is ${
          storage ? `${storage.type}Storage` : "none"
        }`,
      );
    }
    const count = reader.uint64();
    if (count !== storage.count) {
      throw new FormatError(
        `storage ${
          show(storage.key)
        } must have ${storage.count} numbers, current value is ${count}`,
      );
    }
    contents.set(storage.key, reader.take(count * bytesOf(storage.format)));
  }
  return contents;
}
