/** Where the fault lies and what mends it. */
export interface InputErrorOptions extends ErrorOptions {
  /** The file that is at fault. */
  readonly file?: string;
  /** What the person can do about it, an imperative sentence. */
  readonly remedy?: string;
}

/**
 * A fault in what a person gave (a file, an option, a recipe), not in the program.
 *
 * The message reads "Cannot X: Y must be Z, current value is V", then the file and the remedy where they are known.
 *
 * @example
 * ```ts
 * import { InputError } from "./input_error.ts";
 *
 * const error = new InputError("Cannot read the mask: file is truncated", {
 *   file: "masks/7.png",
 *   remedy: "Copy the file again.",
 * });
 * if (!error.message.includes("masks/7.png")) throw new Error();
 * ```
 */
export class InputError extends Error {
  override readonly name = "InputError";
  /** The file that is at fault, where there is one. */
  readonly file: string | undefined;
  /** What mends it, where it is known. */
  readonly remedy: string | undefined;

  constructor(message: string, options: InputErrorOptions = {}) {
    const { file, remedy, ...rest } = options;
    super(
      [message, file && `File: ${file}`, remedy && `Remedy: ${remedy}`]
        .filter(Boolean).join("\n  "),
      rest,
    );
    this.file = file;
    this.remedy = remedy;
  }
}
