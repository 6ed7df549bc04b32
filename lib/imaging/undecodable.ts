import { InputError } from "../core/mod.ts";
import type { ImageFormat } from "./read_image_file.ts";

/**
 * The error for a picture file that its decoder refused.
 *
 * @param what "image" or "label image".
 * @param file The file.
 * @param format What its first bytes say it is.
 * @param cause What the decoder said.
 */
export function undecodable(
  what: string,
  file: string,
  format: ImageFormat,
  cause: unknown,
): InputError {
  const reason = cause instanceof Error
    ? cause.message.replaceAll("\n", " ")
    : cause;
  return new InputError(
    `Cannot decode the ${what}: file must be a whole ${format.toUpperCase()}, but ${reason}`,
    {
      file,
      remedy:
        "Copy or download the file again, save it anew, or leave it out with --skip-bad.",
      cause,
    },
  );
}
