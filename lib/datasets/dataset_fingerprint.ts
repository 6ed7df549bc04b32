import { createHash } from "node:crypto";
import { relative } from "node:path";
import type { Dataset } from "./dataset.ts";

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * The SHA-256 of a dataset: of each file's path below the root, size and content, sorted by path. Two runs with equal
 * fingerprints saw the same data, wherever the folder lies. Images to predict count with path and size only.
 *
 * @param dataset The dataset.
 * @returns 64 hexadecimal digits.
 *
 * @example
 * ```ts
 * import { datasetFingerprint } from "./dataset_fingerprint.ts";
 * import { openDataset } from "./open_dataset.ts";
 *
 * const root = await Deno.makeTempDir();
 * for (const folder of ["images", "masks"]) {
 *   await Deno.mkdir(`${root}/${folder}`);
 *   await Deno.writeTextFile(`${root}/${folder}/a.png`, "x");
 * }
 * const before = await datasetFingerprint(await openDataset(root));
 * await Deno.writeTextFile(`${root}/masks/a.png`, "y");
 * if (before === await datasetFingerprint(await openDataset(root))) throw new Error();
 * ```
 */
export async function datasetFingerprint(dataset: Dataset): Promise<string> {
  const read = new Set(
    dataset.labelled.flatMap(({ imagePath, labelPath }) =>
      labelPath === undefined ? [imagePath] : [imagePath, labelPath]
    ),
  );
  const all = [...read, ...dataset.unlabelled.map((one) => one.imagePath)];
  const lines: string[] = [];
  for (const path of all) {
    const { size } = await Deno.stat(path);
    const content = read.has(path) ? await hashFile(path) : "";
    const name = relative(dataset.root, path).replaceAll("\\", "/");
    lines.push(JSON.stringify([name, size, content]));
  }
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}
