import { readStoredMap } from "../imaging/probability_map.ts";
import { resizeProbabilityMap } from "../imaging/resize_probability_map.ts";
import type { StoredMap } from "./stored_map.ts";

/**
 * Reads a map at its label's size: as it is stored where it has that size, resized in single precision elsewhere.
 *
 * @param path As `writeProbabilityMap` writes it.
 * @param size Of the label.
 * @throws {InputError} Where the file is missing or damaged.
 *
 * @example
 * ```ts
 * import { writeProbabilityMap } from "../imaging/mod.ts";
 * import { readMapAt } from "./read_map_file.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.png`;
 * await writeProbabilityMap(path, { data: Float32Array.of(1, 0), width: 2, height: 1 });
 * if ((await readMapAt(path, { width: 2, height: 1 })).data.join() !== "65535,0") throw new Error();
 * if ((await readMapAt(path, { width: 4, height: 1 })).data.length !== 4) throw new Error();
 * ```
 */
export async function readMapAt(
  path: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<StoredMap> {
  const stored = await readStoredMap(path);
  if (stored.width === width && stored.height === height) return stored;
  const data = Float32Array.from(stored.data, (v) => v / 65535);
  return resizeProbabilityMap({ ...stored, data }, width, height);
}
