import { InputError } from "../../core/input_error.ts";

/** A file is not what its format asks for; {@linkcode refuseBadFormat} adds which file. */
export class FormatError extends Error {
  override readonly name = "FormatError";

  /**
   * @param message What must be so, and what is.
   * @param remedy What mends it. @default copying the file again
   */
  constructor(
    message: string,
    readonly remedy = "Copy the file again, or delete it and make it anew.",
  ) {
    super(message);
  }
}

/**
 * Does work that reads a file, and says which file is at fault.
 *
 * @param file The file's name, where it is known.
 * @param read The work.
 * @returns What the work gave.
 * @throws {InputError} In place of a {@linkcode FormatError}.
 *
 * @example
 * ```ts
 * import { FormatError, refuseBadFormat } from "./format_error.ts";
 *
 * let message = "";
 * try {
 *   refuseBadFormat("a.pth", () => {
 *     throw new FormatError("the file is truncated");
 *   });
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("Cannot read tensors: the file is truncated\n  File: a.pth")) throw new Error(message);
 * ```
 */
export function refuseBadFormat<T>(file: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new InputError(`Cannot read tensors: ${error.message}`, {
      ...(file === undefined ? {} : { file }),
      remedy: error.remedy,
    });
  }
}

/** Says of which part of a file a fault is told. */
export function nameFault<T>(part: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`${part}: ${error.message}`, error.remedy);
  }
}

/** A value for a message, cut where it is long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
