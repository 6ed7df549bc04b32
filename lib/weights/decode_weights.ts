import {
  decodeSafetensors,
  FormatError,
  refuseBadFormat,
  type StoredTensor,
} from "../tensor/safetensors/mod.ts";
import { decodeTorch } from "./torch/decode_torch.ts";
import { readTorchLegacy } from "./torch/read_torch_legacy.ts";
import { readTorchZip } from "./torch/read_torch_zip.ts";

/** How a file of weights was written. */
export type WeightsFormat = "safetensors" | "torch" | "torch-legacy";

/** What a file of weights holds. */
export interface WeightsFile {
  readonly format: WeightsFormat;
  /** By PyTorch's names, in PyTorch's layouts: numbers with fractions as float32, others as int32. */
  readonly tensors: Map<string, StoredTensor>;
  /** The `__metadata__` of a safetensors file; texts and numbers beside the weights of a checkpoint. */
  readonly metadata: Map<string, string>;
}

/** Options of {@linkcode decodeWeights}. */
export interface DecodeWeightsOptions {
  /** The file's name, for the error. */
  readonly file?: string;
  /**
   * Which dictionary of a checkpoint holds the weights, names with points between.
   *
   * @default the likeliest: `state_dict`, `model_state_dict`, `model`, ..., `ema`, or what was saved itself
   */
  readonly entry?: string;
}

/**
 * Reads a file of weights, whichever its name: `.safetensors`, or `.pth`, `.pt`, `.bin` of `torch.save` (the zip since
 * PyTorch 1.6 and what was before). Nothing that a file asks for is run: all but tensors and plain data is refused by name,
 * and no file costs more than some times its own length in memory.
 *
 * @param bytes The whole file.
 * @param options Name and entry.
 * @throws {InputError} Where the file is truncated, damaged or hostile, holds no tensors, or is of another format.
 *
 * @example
 * ```ts
 * import { encodeSafetensors } from "../tensor/safetensors/mod.ts";
 * import { decodeWeights } from "./decode_weights.ts";
 *
 * const bytes = encodeSafetensors(
 *   new Map([["w", { dtype: "float32", shape: [2], data: new Float32Array([1, 2]) }]]),
 * );
 * const { format, tensors } = decodeWeights(bytes, { file: "a.safetensors" });
 * if (format !== "safetensors" || tensors.get("w")?.data[1] !== 2) throw new Error();
 * ```
 */
export function decodeWeights(
  bytes: Uint8Array,
  options: DecodeWeightsOptions = {},
): WeightsFile {
  const { file, entry } = options;
  return refuseBadFormat(file, () => {
    const format = formatOf(bytes);
    if (format === "safetensors") {
      return { format, ...decodeSafetensors(bytes, file) };
    }
    const content = format === "torch"
      ? readTorchZip(bytes)
      : readTorchLegacy(bytes);
    return { format, ...decodeTorch(content, bytes.length, entry) };
  });
}

const startsWith = (bytes: Uint8Array, text: string, at = 0) =>
  [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

/** By the first bytes. */
function formatOf(bytes: Uint8Array): WeightsFormat {
  if (startsWith(bytes, "PK")) return "torch";
  if (bytes[0] === 0x80) return "torch-legacy";
  // Eight bytes of length stand before the header.
  if (startsWith(bytes, "{", 8)) return "safetensors";
  if (startsWith(bytes, "version https://git-lfs")) {
    throw new FormatError(
      "the file must be the weights themselves, it is Git LFS's pointer to them",
      "Run `git lfs pull` where it came from, or download it from the page that shows it.",
    );
  }
  const isTar = startsWith(bytes, "ustar", 257);
  throw new FormatError(
    `the file must be .safetensors, or .pth of torch.save, ${
      isTar
        ? "it is a tar archive as PyTorch wrote it before 0.1.10"
        : bytes.length < 9
        ? "it is truncated"
        : "it is neither"
    }`,
    isTar
      ? "Load it in Python and save it again with torch.save."
      : "Copy or download the file again, and look whether it is the right one.",
  );
}
