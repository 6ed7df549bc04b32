import { InputError } from "../core/mod.ts";
import type { SubmissionFormat } from "../datasets/dataset.ts";
import { decodeMaskPng, readPngHeader } from "./mask_png.ts";
import { openSubmission, type SubmissionSource } from "./source.ts";

/** A file that the competition expects. */
export interface ExpectedMask {
  /** With ".png". */
  readonly name: string;
  /** Pixels a row of the original image. */
  readonly width: number;
  /** Rows of the original image. */
  readonly height: number;
}

/** What a check of a submission found. */
export interface Validation {
  /** True where there is no problem. */
  readonly valid: boolean;
  /** One sentence a problem, naming the file. */
  readonly problems: readonly string[];
  /** Files of the expected name and size, with sound pixels. */
  readonly images: number;
}

async function faultOf(
  bytes: Uint8Array,
  expected: ExpectedMask,
): Promise<string | undefined> {
  try {
    // Before decoding, so that a header with a false size costs nothing.
    const { width, height } = readPngHeader(bytes);
    if (width !== expected.width || height !== expected.height) {
      return `is ${width}x${height}, must be ${expected.width}x${expected.height}`;
    }
    await decodeMaskPng(bytes);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function checkFiles(
  source: SubmissionSource,
  expected: readonly ExpectedMask[],
): Promise<{ problems: string[]; images: number }> {
  const problems: string[] = [];
  const missing = new Map(expected.map((mask) => [mask.name, mask]));
  let images = 0;
  for (const [index, { name, fault }] of source.files.entries()) {
    const wanted = missing.get(name);
    if (fault !== undefined) {
      problems.push(`"${name}" ${fault}.`);
      continue;
    }
    if (wanted === undefined) {
      problems.push(`"${name}" is not expected.`);
      continue;
    }
    missing.delete(name);
    let problem: string | undefined;
    try {
      problem = await faultOf(await source.read(index), wanted);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problem = `cannot be read: ${error.message.split("\n")[0]}`;
    }
    if (problem === undefined) images++;
    else problems.push(`"${name}" ${problem}.`);
  }
  for (const name of missing.keys()) problems.push(`"${name}" is missing.`);
  return { problems, images };
}

/**
 * Checks a submission against what the competition expects: every file there and no other, flat, of the original
 * image's size, values 0 and 255 only. Safe on files of unknown origin: names that lead out of the folder, archives
 * that unpack to too much, truncated and damaged ones are problems, and nothing is written.
 *
 * @param path The zip; for `mask_png` also the folder.
 * @param expected All files.
 * @param format The competition's format.
 *
 * @example
 * ```ts
 * import { validateSubmission } from "./validate_submission.ts";
 * import { writeSubmission } from "./write_submission.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.zip`;
 * const mask = { data: Uint8Array.of(1, 0), width: 2, height: 1 };
 * await writeSubmission(path, [{ id: "a", mask }], "mask_png");
 * const expected = [{ name: "a.png", width: 2, height: 1 }, { name: "b.png", width: 2, height: 1 }];
 * const { valid, problems } = await validateSubmission(path, expected, "mask_png");
 * if (valid || problems.join() !== '"b.png" is missing.') throw new Error();
 * ```
 */
export async function validateSubmission(
  path: string,
  expected: readonly ExpectedMask[],
  format: SubmissionFormat,
): Promise<Validation> {
  const failed = (problem: string) => ({
    valid: false,
    problems: [problem],
    images: 0,
  });
  const isFolder = await Deno.stat(path).then(
    (s) => s.isDirectory,
    () => false,
  );
  if (format === "stas_zip" && isFolder) {
    return failed("The submission is a folder, must be a zip.");
  }
  try {
    using source = await openSubmission(path);
    const { problems, images } = await checkFiles(source, expected);
    return { valid: problems.length === 0, problems, images };
  } catch (error) {
    if (error instanceof InputError) {
      return failed(error.message.split("\n")[0]!);
    }
    throw error;
  }
}
