import { zipSync } from "fflate";
import { InputError, type Mask, writeFileAtomic } from "../core/mod.ts";
import type { SubmissionFormat } from "../datasets/dataset.ts";
import { encodePng } from "../imaging/encode_png.ts";

/** One image's mask, at the image's original size. */
export interface SubmissionEntry {
  /** The image's id; the file is `ID.png`. */
  readonly id: string;
  readonly mask: Mask;
}

/** Which ids each format takes. */
const formats: Readonly<
  Record<SubmissionFormat, { ids: RegExp; must: string }>
> = {
  stas_zip: {
    ids: /^(Public|Private)_\d{8}$/,
    must: "Public_ or Private_ and 8 digits",
  },
  mask_png: {
    ids: /^(?!\.)[A-Za-z0-9._-]+$/,
    must: "letters, digits, '.', '_' and '-' only",
  },
};

/** Of every entry: a zip must not change with the clock. The format's first day, by local time, as fflate writes it. */
const TIMESTAMP = new Date(1980, 0, 1, 12);

async function encodeEntry(
  { id, mask }: SubmissionEntry,
  format: SubmissionFormat,
): Promise<Uint8Array> {
  const { ids, must } = formats[format];
  if (!ids.test(id)) {
    throw new InputError(
      `Cannot write the submission: ids must be ${must}, current value is "${id}"`,
    );
  }
  const { data, width, height } = mask;
  if (data.length !== width * height || data.some((value) => value > 1)) {
    throw new InputError(
      `Cannot write the submission: the mask of "${id}" must be ${width}x${height} values 0 or 1`,
    );
  }
  return await encodePng(mask);
}

/** Replaces a folder by one with exactly these files. */
async function writeFolder(
  path: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const aside = `${path}.${Deno.pid}.tmp`;
  try {
    await Deno.mkdir(aside, { recursive: true });
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${aside}/${name}`, bytes);
    }
    await Deno.remove(path, { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
    await Deno.rename(aside, path);
  } catch (cause) {
    await Deno.remove(aside, { recursive: true }).catch(() => {});
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot write ${path}: ${reason}`, { cause });
  }
}

/**
 * Writes a submission: a flat zip of 8-bit grey PNGs, 0 and 255, one an image.
 *
 * `stas_zip` is the AI CUP's; ids are `Public_00000000` or `Private_00000000`. `mask_png` takes any safe id and also
 * writes the masks into a folder beside the zip, named like it without ".zip".
 *
 * Masks are taken one by one, so that only their PNGs are held in memory. Equal masks give equal bytes, in whatever
 * order they come. The file is written aside and renamed: it is whole or not there.
 *
 * @param path Where to; must end in ".zip".
 * @param entries The masks.
 * @param format The competition's format.
 * @throws {InputError} Where there is no mask, an id does not fit the format or comes twice, or a mask is none.
 *
 * @example
 * ```ts
 * import { writeSubmission } from "./write_submission.ts";
 *
 * const folder = await Deno.makeTempDir();
 * const mask = { data: Uint8Array.of(1, 0), width: 2, height: 1 };
 * await writeSubmission(`${folder}/masks.zip`, [{ id: "a", mask }], "mask_png");
 * if (!(await Deno.stat(`${folder}/masks/a.png`)).isFile) throw new Error();
 * ```
 */
export async function writeSubmission(
  path: string,
  entries: Iterable<SubmissionEntry> | AsyncIterable<SubmissionEntry>,
  format: SubmissionFormat,
): Promise<void> {
  if (!path.endsWith(".zip")) {
    throw new InputError(
      `Cannot write the submission: path must end in ".zip", current value is "${path}"`,
    );
  }
  const pngs = new Map<string, Uint8Array>();
  for await (const entry of entries) {
    const name = `${entry.id}.png`;
    if (pngs.has(name)) {
      throw new InputError(
        `Cannot write the submission: ids must be unique, current value is "${entry.id}" twice`,
      );
    }
    pngs.set(name, await encodeEntry(entry, format));
  }
  if (pngs.size === 0) {
    throw new InputError(
      "Cannot write the submission: at least one mask must be given, current value is 0",
    );
  }
  const files = Object.fromEntries(
    [...pngs].sort(([a], [b]) => a < b ? -1 : 1),
  );
  if (format === "mask_png") await writeFolder(path.slice(0, -4), files);
  // PNGs do not shrink further: stored, not deflated.
  await writeFileAtomic(path, zipSync(files, { level: 0, mtime: TIMESTAMP }));
}
