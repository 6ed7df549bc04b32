import { InputError } from "../core/mod.ts";
import { openZip, type ZipEntry } from "./zip_archive.ts";

/** The files of a submission, from a zip or a folder. */
export interface SubmissionSource extends Disposable {
  /** Names as they are, safe or not; each with what is wrong with it, where something is. */
  readonly files: readonly { readonly name: string; readonly fault?: string }[];
  /** Reads the n-th file. */
  read(index: number): Promise<Uint8Array>;
}

/** What makes a name unfit for a flat folder of masks. */
function faultOf(name: string): string | undefined {
  if (name.split(/[/\\]/).includes("..") || /^([/\\]|[A-Za-z]:)/.test(name)) {
    return "leads out of the folder";
  }
  if (/[/\\]/.test(name)) return "is in a sub-folder";
  if (name === "" || name === "." || name.includes("\0")) {
    return "is no file name";
  }
}

function withFaults(names: readonly string[]) {
  const seen = new Set<string>();
  return names.map((name) => {
    const fault = seen.has(name) ? "is there twice" : faultOf(name);
    seen.add(name);
    return { name, ...(fault === undefined ? {} : { fault }) };
  });
}

async function openFolder(path: string): Promise<SubmissionSource> {
  const listed: Deno.DirEntry[] = [];
  for await (const entry of Deno.readDir(path)) listed.push(entry);
  listed.sort((a, b) => a.name < b.name ? -1 : 1);
  return {
    files: listed.map(({ name, isFile }) =>
      isFile ? { name } : { name, fault: "is no plain file" }
    ),
    read: (index) => Deno.readFile(`${path}/${listed[index]!.name}`),
    [Symbol.dispose]: () => {},
  };
}

/**
 * Opens a submission, be it a zip or a folder.
 *
 * @throws {InputError} Where it is missing or no sound zip.
 */
export async function openSubmission(path: string): Promise<SubmissionSource> {
  const stat = await Deno.stat(path).catch((cause) => {
    throw new InputError("Cannot open the submission: file does not exist", {
      file: path,
      remedy: "Run notebook 06 first: it writes the submission.",
      cause,
    });
  });
  if (stat.isDirectory) return await openFolder(path);
  const zip = await openZip(path);
  return {
    files: withFaults(zip.entries.map((entry: ZipEntry) => entry.name)),
    read: (index) => zip.read(zip.entries[index]!),
    [Symbol.dispose]: () => zip[Symbol.dispose](),
  };
}
