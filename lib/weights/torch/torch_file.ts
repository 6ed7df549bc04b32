import type { PickleValue } from "./pickle_value.ts";

/** What a file of `torch.save` holds, its numbers not read yet. */
export interface TorchFile {
  /** What was saved. */
  readonly root: PickleValue;
  /** Gives the bytes of a storage, not copied. */
  storage(key: string): Uint8Array | undefined;
}
