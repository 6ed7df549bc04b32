import { type ProbabilityMap, writeFileAtomic } from "../core/mod.ts";
import { decodePng16, encodePng16, type Grey16 } from "./png16.ts";

/** What mends a map: training's last step makes those that are not there. */
const REMEDY =
  "Run notebook 04_training again: it predicts the maps that are missing. Delete a damaged one first.";

/**
 * Reads a map's values as they are stored, multiples of 1 / 65535.
 *
 * @param path As {@linkcode writeProbabilityMap} writes it.
 * @throws {InputError} Where the file is missing, damaged, or not a 16-bit grey PNG.
 *
 * @example
 * ```ts
 * import { readStoredMap, writeProbabilityMap } from "./probability_map.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.png`;
 * await writeProbabilityMap(path, { data: new Float32Array([0, 1]), width: 2, height: 1 });
 * if ((await readStoredMap(path)).data.join() !== "0,65535") throw new Error();
 * ```
 */
export function readStoredMap(path: string): Promise<Grey16> {
  return decodePng16(path, REMEDY);
}

/**
 * Stores a probability map as a 16-bit grey PNG: value = round(probability * 65535), so it comes back within
 * 1 / 131070.
 *
 * @param path Where to write; written aside and renamed.
 * @param map Probabilities in [0, 1].
 * @throws {RangeError} Where a value is not in [0, 1].
 *
 * @example
 * ```ts
 * import { readProbabilityMap, writeProbabilityMap } from "./probability_map.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.png`;
 * await writeProbabilityMap(path, { data: new Float32Array([0, 0.25, 1]), width: 3, height: 1 });
 * const { data } = await readProbabilityMap(path);
 * if (data[2] !== 1 || Math.abs(data[1]! - 0.25) > 1 / 131070) throw new Error();
 * ```
 */
export async function writeProbabilityMap(
  path: string,
  map: ProbabilityMap,
): Promise<void> {
  const data = new Uint16Array(map.data.length);
  for (let i = 0; i < data.length; i++) {
    const value = map.data[i]!;
    if (!(value >= 0 && value <= 1)) {
      throw new RangeError(
        `Cannot write the probability map ${path}: values must be in [0, 1], current value at ${i} is ${value}`,
      );
    }
    data[i] = Math.round(value * 65535);
  }
  const { width, height } = map;
  await writeFileAtomic(path, await encodePng16({ data, width, height }));
}

/**
 * Reads what {@linkcode writeProbabilityMap} wrote.
 *
 * @param path The file.
 * @returns Probabilities in [0, 1], multiples of 1 / 65535.
 * @throws {InputError} Where the file is missing, damaged, or not a 16-bit grey PNG.
 *
 * @example
 * ```ts
 * import { readProbabilityMap, writeProbabilityMap } from "./probability_map.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.png`;
 * await writeProbabilityMap(path, { data: new Float32Array([1, 0]), width: 1, height: 2 });
 * if ((await readProbabilityMap(path)).height !== 2) throw new Error();
 * ```
 */
export async function readProbabilityMap(
  path: string,
): Promise<ProbabilityMap> {
  const { data, width, height } = await readStoredMap(path);
  return { data: Float32Array.from(data, (v) => v / 65535), width, height };
}
