import { InputError } from "../core/mod.ts";
import { imageEndings } from "../imaging/mod.ts";

/** A file under a folder. */
export interface ListedFile {
  /** Absolute path. */
  readonly path: string;
  /** Path below the folder, `/` between parts. */
  readonly relative: string;
  /** `relative` without its ending. */
  readonly stem: string;
  /** The ending, lower case, with the dot; empty where there is none. */
  readonly ending: string;
}

/**
 * Lists the files under a folder and its sub-folders, sorted by path. Hidden files and what archivers leave behind
 * (`__MACOSX`, `Thumbs.db`) are passed over.
 *
 * @param folder Absolute path.
 *
 * @example
 * ```ts
 * import { listFiles } from "./list_images.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/a`);
 * await Deno.writeTextFile(`${folder}/a/B.PNG`, "");
 * const [file] = await listFiles(folder);
 * if (file?.stem !== "a/B" || file.ending !== ".png") throw new Error();
 * ```
 */
export async function listFiles(folder: string): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const visit = async (below: string): Promise<void> => {
    for await (const entry of Deno.readDir(`${folder}/${below}`)) {
      if (/^(\..*|__MACOSX|Thumbs\.db)$/.test(entry.name)) continue;
      const relative = `${below}${entry.name}`;
      const isFolder = entry.isSymlink
        ? (await Deno.stat(`${folder}/${relative}`)).isDirectory
        : entry.isDirectory;
      if (isFolder) await visit(`${relative}/`);
      else {
        const dot = entry.name.lastIndexOf(".");
        const length = dot > 0 ? entry.name.length - dot : 0;
        files.push({
          path: `${folder}/${relative}`,
          relative,
          stem: relative.slice(0, relative.length - length),
          ending: relative.slice(relative.length - length).toLowerCase(),
        });
      }
    }
  };
  await visit("");
  return files.sort((a, b) => a.relative < b.relative ? -1 : 1);
}

/**
 * Keeps the files whose ending is that of a picture that can be read.
 *
 * @param files Any files.
 *
 * @example
 * ```ts
 * import { picturesOf } from "./list_images.ts";
 *
 * const file = (ending: string) => ({ path: "", relative: "", stem: "", ending });
 * if (picturesOf([file(".jpg"), file(".txt")]).length !== 1) throw new Error();
 * ```
 */
export function picturesOf(files: readonly ListedFile[]): ListedFile[] {
  return files.filter(({ ending }) => imageEndings.includes(ending));
}

/**
 * Lists the pictures of the folder that must hold some.
 *
 * @param folder Absolute path.
 * @returns At least one picture.
 * @throws {InputError} Where there is none; names the endings that were found instead.
 *
 * @example
 * ```ts
 * import { requirePictures } from "./list_images.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/a.dcm`, "");
 * const reason = await requirePictures(folder).then(() => "", (error) => error.message);
 * if (!reason.includes("1 .dcm")) throw new Error(reason);
 * ```
 */
export async function requirePictures(folder: string): Promise<ListedFile[]> {
  const files = await listFiles(folder);
  const pictures = picturesOf(files);
  if (pictures.length > 0) return pictures;
  const endings = Map.groupBy(files, ({ ending }) => ending || "(no ending)");
  const found = [...endings].map(([name, same]) => `${same.length} ${name}`);
  throw new InputError(
    `Cannot open the dataset: the folder must hold images (${
      imageEndings.join(", ")
    }), it holds ${found.join(", ") || "none"}`,
    {
      file: folder,
      remedy: found.length > 0
        ? "Convert the images to PNG."
        : "Put the images there as data/README.md shows.",
    },
  );
}
