/**
 * Whether something is at a path: file, folder or link to one.
 *
 * @param path Where to look; what cannot be looked at counts as not there.
 *
 * @example
 * ```ts
 * import { pathExists } from "./path_exists.ts";
 *
 * const folder = await Deno.makeTempDir();
 * if (!await pathExists(folder) || await pathExists(`${folder}/none`)) throw new Error();
 * ```
 */
export async function pathExists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
