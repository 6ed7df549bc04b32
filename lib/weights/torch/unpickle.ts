import { FormatError } from "../../tensor/safetensors/mod.ts";
import { ByteReader } from "./byte_reader.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { PickleMachine, type PickleNames } from "./pickle_machine.ts";
import type { PickleValue } from "./pickle_value.ts";

/** Several times what the largest checkpoints need; bounds time and memory (about 200 MB) whatever the file says. */
const MAXIMUM_INSTRUCTIONS = 1_000_000;
const STOP = 0x2e;

/** What was read. */
export interface Unpickled {
  readonly value: PickleValue;
  /** Where the byte after the pickle stands. */
  readonly end: number;
}

/**
 * Reads a pickle of protocols 0 to 5 without running anything: of Python's names only those that `names` knows are taken,
 * and what they build is worked out here.
 *
 * Format: https://github.com/python/cpython/blob/main/Lib/pickletools.py
 *
 * @param bytes The pickle, and what may follow it.
 * @param names What it may refer to.
 * @param start Where it begins.
 * @throws {FormatError} Where it is damaged, overlong or refers to anything else.
 *
 * @example
 * ```ts
 * import { unpickle } from "./unpickle.ts";
 * import { torchNames } from "./torch_names.ts";
 *
 * // pickle.dumps({"epoch": 7}, 2)
 * const bytes = new TextEncoder().encode("}X\x05\0\0\0epochK\x07s.");
 * const { value } = unpickle(bytes, torchNames());
 * if (!(value instanceof Map) || value.get("epoch") !== 7) throw new Error();
 * ```
 */
export function unpickle(
  bytes: Uint8Array,
  names: PickleNames,
  start = 0,
): Unpickled {
  const reader = new ByteReader(bytes, start);
  const machine = new PickleMachine(reader, names);
  for (let count = 0; count < MAXIMUM_INSTRUCTIONS; count++) {
    const position = reader.position;
    const code = reader.byte();
    if (code === STOP) return { value: machine.pop(), end: reader.position };
    const instruction = INSTRUCTIONS.get(code);
    if (!instruction) {
      throw new FormatError(
        `the pickle is damaged: byte ${position} must be an instruction that tensors need, current value is ${code}`,
      );
    }
    instruction(machine);
  }
  throw new FormatError(
    `the pickle must have at most ${MAXIMUM_INSTRUCTIONS} instructions, it has more`,
  );
}
