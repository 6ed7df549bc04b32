let counter = 0;

/**
 * Writes a file whole or not at all: the bytes go to a temporary file beside it, are flushed to the disk, and the
 * temporary file is renamed over the target. A crash or a full disk leaves the old file as it was.
 *
 * @param path Where to write. Missing parent folders are made.
 * @param content Text (UTF-8) or bytes.
 * @throws {Error} Where the disk is full or the folder cannot be written; the message names the path.
 *
 * @example
 * ```ts
 * import { writeFileAtomic } from "./write_file.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await writeFileAtomic(`${folder}/a/b.txt`, "whole");
 * if (await Deno.readTextFile(`${folder}/a/b.txt`) !== "whole") throw new Error();
 * ```
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || ".";
  const aside = `${path}.${Deno.pid}.${counter++}.tmp`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    const file = await Deno.open(aside, {
      create: true,
      write: true,
      truncate: true,
    });
    try {
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      let written = 0;
      while (written < bytes.length) {
        written += await file.write(bytes.subarray(written));
      }
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(aside, path);
  } catch (cause) {
    await Deno.remove(aside).catch(() => {});
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot write ${path}: ${reason}`, { cause });
  }
}

/**
 * Writes a value as indented JSON, whole or not at all; see {@linkcode writeFileAtomic}.
 *
 * @param path Where to write.
 * @param value Anything `JSON.stringify` takes.
 *
 * @example
 * ```ts
 * import { writeJsonAtomic } from "./write_file.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.json`;
 * await writeJsonAtomic(path, { a: 1 });
 * if (JSON.parse(await Deno.readTextFile(path)).a !== 1) throw new Error();
 * ```
 */
export async function writeJsonAtomic(
  path: string,
  value: unknown,
): Promise<void> {
  await writeFileAtomic(path, JSON.stringify(value, null, 2) + "\n");
}
