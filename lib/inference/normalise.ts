import type { InputRecipe } from "../recipes/mod.ts";

/**
 * Makes the tables that turn grey levels into the network's numbers: `(level / 255 - mean) / standardDeviation`.
 *
 * @param input The recipe's `input`.
 * @returns For each channel 256 numbers.
 * @throws {RangeError} Where means or deviations are not one a channel.
 *
 * @example
 * ```ts
 * import { levelTables } from "./normalise.ts";
 *
 * const [table] = levelTables({ channels: 1, mean: [0.5], standardDeviation: [0.5] });
 * if (table![0] !== -1 || table![255] !== 1) throw new Error();
 * ```
 */
export function levelTables(
  input: Pick<InputRecipe, "channels" | "mean" | "standardDeviation">,
): readonly Float32Array[] {
  const { channels, mean, standardDeviation } = input;
  if (mean.length !== channels || standardDeviation.length !== channels) {
    throw new RangeError(
      `Cannot normalise: mean and standardDeviation must have ${channels} numbers, current values have ${mean.length} and ${standardDeviation.length}`,
    );
  }
  return mean.map((centre, k) =>
    Float32Array.from(
      { length: 256 },
      (_, level) => (level / 255 - centre) / standardDeviation[k]!,
    )
  );
}

/**
 * Writes normalised pixels into a batch.
 *
 * @param pixels Channels interleaved, 0 to 255.
 * @param tables From {@linkcode levelTables}.
 * @param batch Where to write.
 * @param offset Index of the first number.
 *
 * @example
 * ```ts
 * import { levelTables, normaliseInto } from "./normalise.ts";
 *
 * const batch = new Float32Array(3);
 * const tables = levelTables({ channels: 1, mean: [0], standardDeviation: [1] });
 * normaliseInto(new Uint8Array([255, 0]), tables, batch, 1);
 * if (batch.join() !== "0,1,0") throw new Error();
 * ```
 */
export function normaliseInto(
  pixels: Uint8Array,
  tables: readonly Float32Array[],
  batch: Float32Array,
  offset: number,
): void {
  const channels = tables.length;
  tables.forEach((table, k) => {
    for (let i = k; i < pixels.length; i += channels) {
      batch[offset + i] = table[pixels[i]!]!;
    }
  });
}
