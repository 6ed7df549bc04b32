import { FormatError } from "../../tensor/safetensors/mod.ts";
import { decodeText } from "./byte_reader.ts";
import type { TorchFile } from "./torch_file.ts";
import { torchNames } from "./torch_names.ts";
import { unpickle } from "./unpickle.ts";
import { readZip } from "./zip_directory.ts";

/**
 * Reads a file of `torch.save` since PyTorch 1.6: a zip with `data.pkl`, `byteorder` and one file a storage in `data/`.
 *
 * @param bytes The whole file.
 * @throws {FormatError} Where it is damaged, a TorchScript program or no such file, or a big-endian machine wrote it.
 */
export function readTorchZip(bytes: Uint8Array): TorchFile {
  const files = readZip(bytes);
  const folder = findFolder(files.names);
  if (files.names.includes(`${folder}constants.pkl`)) {
    throw new FormatError(
      "the file must hold weights, it is a TorchScript program",
      'Save its weights in Python: torch.save(torch.jit.load("model.pt").state_dict(), "weights.pth").',
    );
  }
  const order = files.get(`${folder}byteorder`);
  checkByteOrder(order === undefined || decodeText(order) === "little");
  return {
    root: unpickle(files.get(`${folder}data.pkl`)!, torchNames()).value,
    storage: (key) => files.get(`${folder}data/${key}`),
  };
}

/** The one folder that all files are in, named after the file. */
function findFolder(names: readonly string[]): string {
  const folders = names.filter((name) => /^[^/]*\/?data\.pkl$/.test(name))
    .map((name) => name.slice(0, -"data.pkl".length));
  if (folders.length === 1) return folders[0]!;
  throw new FormatError(
    `the zip must hold one data.pkl as torch.save writes it, current value is ${folders.length}`,
    "Unpack an archive of weights first, and name the file that is inside.",
  );
}

/** Refuses what a big-endian machine wrote. */
export function checkByteOrder(little: boolean): void {
  if (little) return;
  throw new FormatError(
    "numbers must be little-endian, current value is big-endian",
    "Load the file in Python on an ordinary machine and save it again.",
  );
}
