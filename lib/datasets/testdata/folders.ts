// Small folders for the tests: good ones, and ones with one bad file.
import assert from "node:assert/strict";
import { InputError, type RasterImage } from "../../core/mod.ts";
import { encodeJpeg, encodePng } from "../../imaging/mod.ts";
import { checkDataset } from "../check_dataset.ts";
import type { DatasetOptions } from "../dataset.ts";
import { openDataset } from "../open_dataset.ts";

export const width = 24;
export const height = 16;

/** A picture with something to see; `seed` changes it. */
export function picture(seed: number): RasterImage {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => 60 + (i * (seed + 3) * 7) % 190,
  );
  return { data, width, height, channels: 3 };
}

/** A 5 x 4 rectangle at (3, 2). */
export const bits = Uint8Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return x >= 3 && x < 8 && y >= 2 && y < 6 ? 1 : 0;
});
export const mask = await encodePng({ data: bits, width, height });
export const image = await encodePng(picture(0));
export const jpeg = await encodeJpeg(picture(0));

export const rectangle = [[3, 2], [7, 2], [7, 5], [3, 5]];

export interface LabelmeParts {
  readonly version?: string;
  readonly shapes?: unknown;
  readonly size?: readonly [number | null, number | null];
}

export function labelme(parts: LabelmeParts = {}): string {
  const [imageWidth, imageHeight] = parts.size ?? [width, height];
  const shape = { label: "STAS", points: rectangle, shape_type: "polygon" };
  return JSON.stringify({
    version: parts.version ?? "4.5.5",
    flags: {},
    shapes: parts.shapes ?? [{ ...shape, group_id: null, flags: {} }],
    imagePath: "x.jpg",
    imageData: null,
    imageHeight,
    imageWidth,
  });
}

export async function folderOf(
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<string> {
  const root = await Deno.makeTempDir();
  for (const [name, content] of Object.entries(files)) {
    const path = `${root}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await Deno.writeFile(path, content);
  }
  return root;
}

export const check = async (root: string, options: DatasetOptions = {}) =>
  await checkDataset(await openDataset(root, options), options);

/** One bad file: refused by name with a remedy; with `skipBad` it alone is left out and the rest loads. */
export async function leavesOut(
  files: Readonly<Record<string, Uint8Array | string>>,
  bad: string | readonly string[],
  why: RegExp,
  options: DatasetOptions = {},
) {
  const root = await folderOf(files);
  const names = typeof bad === "string" ? [bad] : bad;
  await assert.rejects(check(root, options), (error: unknown) => {
    assert.ok(error instanceof InputError, String(error));
    assert.equal(error.file, `${root}/${names[0]}`);
    assert.ok(error.remedy, "remedy");
    assert.match(error.message, why);
    return true;
  });
  const { dataset } = await check(root, { ...options, skipBad: true });
  assert.deepEqual(
    dataset.leftOut.map(({ file }) => file.slice(root.length + 1)),
    names,
  );
  assert.match(dataset.leftOut[0]!.reason, why);
  assert.deepEqual(dataset.labelled.map(({ id }) => id), ["good"]);
  return dataset;
}

export const goodPair = { "images/good.png": image, "masks/good.png": mask };
export const goodStas = {
  "Train_Images/good.jpg": jpeg,
  "Train_Annotations/good.json": labelme(),
};
