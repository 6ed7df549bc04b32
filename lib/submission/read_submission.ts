import { InputError, type Mask } from "../core/mod.ts";
import { decodeMaskPng } from "./mask_png.ts";
import { openSubmission } from "./source.ts";

/** One mask of a submission. */
export interface SubmittedMask {
  /** The file's name, with ".png". */
  readonly name: string;
  readonly mask: Mask;
}

/**
 * Reads a submission's masks one by one, from a flat zip or a folder. Grey, palette, RGB and RGBA files are read as
 * long as they are black and white; nothing is unpacked to the disk.
 *
 * @param path The zip or the folder.
 * @throws {InputError} At the first file that is no mask, lies in a sub-folder or has an unsafe name; names it.
 *
 * @example
 * ```ts
 * import { readSubmission } from "./read_submission.ts";
 * import { writeSubmission } from "./write_submission.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.zip`;
 * const mask = { data: Uint8Array.of(1, 0), width: 2, height: 1 };
 * await writeSubmission(path, [{ id: "Public_00000000", mask }], "stas_zip");
 * for await (const { name, mask } of readSubmission(path)) {
 *   if (name !== "Public_00000000.png" || mask.data.join() !== "1,0") throw new Error();
 * }
 * ```
 */
export async function* readSubmission(
  path: string,
): AsyncGenerator<SubmittedMask> {
  using source = await openSubmission(path);
  for (const [index, { name, fault }] of source.files.entries()) {
    const refuse = (reason: string, cause?: unknown) =>
      new InputError(`Cannot read the submission: "${name}" ${reason}`, {
        file: path,
        cause,
      });
    if (fault !== undefined) throw refuse(fault);
    const bytes = await source.read(index);
    let mask: Mask;
    try {
      mask = await decodeMaskPng(bytes);
    } catch (cause) {
      throw refuse(cause instanceof Error ? cause.message : `${cause}`, cause);
    }
    yield { name, mask };
  }
}
