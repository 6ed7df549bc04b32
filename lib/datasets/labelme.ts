import * as z from "zod";
import { InputError, type Mask } from "../core/mod.ts";
import { type Point, rasterizePolygon } from "../imaging/mod.ts";

/** What a labelme file says that matters here. */
export interface LabelmeFile {
  /** The program's version; 3.16.7, 4.5.x and 4.6.0 made the competition's files. */
  readonly version: string | undefined;
  /** Size of the picture that was labelled, where the file tells. */
  readonly imageWidth: number | undefined;
  readonly imageHeight: number | undefined;
  /** The polygons, in pixels of the upright picture; empty where nothing was labelled. */
  readonly polygons: readonly (readonly Point[])[];
}

const fileSchema = z.object({
  version: z.string().optional(),
  imageWidth: z.number().int().positive().nullish(),
  imageHeight: z.number().int().positive().nullish(),
  shapes: z.array(z.object({
    shape_type: z.string().nullish(),
    points: z.array(z.tuple([z.number(), z.number()])),
  })),
});

/**
 * Reads a labelme file (versions 3.16.7, 4.5.x, 4.6.0 and others with the same keys). Labels' names are not looked at:
 * every polygon is foreground.
 *
 * @param path The JSON file.
 * @returns Size and polygons.
 * @throws {InputError} Where the file is missing, no labelme JSON, or holds a shape that is no polygon or has fewer
 * than 3 points; names the file, the shape and the remedy.
 *
 * @example
 * ```ts
 * import { readLabelme } from "./labelme.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.json`;
 * await Deno.writeTextFile(path, '{"version":"4.6.0","shapes":[],"imageHeight":9,"imageWidth":16}');
 * if ((await readLabelme(path)).polygons.length !== 0) throw new Error();
 * ```
 */
export async function readLabelme(path: string): Promise<LabelmeFile> {
  let json: unknown;
  try {
    json = JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    throw new InputError(
      `Cannot read the labels: file must be labelme JSON, but ${
        cause instanceof Deno.errors.NotFound ? "there is no such file" : cause
      }`,
      {
        file: path,
        remedy: "Copy the file again, or leave the image out with --skip-bad.",
        cause,
      },
    );
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(
      `Cannot read the labels: file must be labelme JSON, but at ${
        issue?.path.join(".") || "the top"
      }: ${issue?.message}`,
      { file: path, remedy: "Save the file anew with labelme." },
    );
  }
  const { version, imageWidth, imageHeight, shapes } = parsed.data;
  shapes.forEach((shape, i) => {
    const type = shape.shape_type ?? "polygon";
    if (type !== "polygon") {
      throw new InputError(
        `Cannot use shape ${i} of the labels: shape_type must be "polygon", current value is "${type}"`,
        { file: path, remedy: "Draw it as a polygon in labelme." },
      );
    }
    if (shape.points.length < 3) {
      throw new InputError(
        `Cannot use shape ${i} of the labels: a polygon must have at least 3 points, current number is ${shape.points.length}`,
        {
          file: path,
          remedy:
            'Delete the shape in labelme ("shapes": [] is a valid empty label), or leave the image out with --skip-bad.',
        },
      );
    }
  });
  return {
    version,
    imageWidth: imageWidth ?? undefined,
    imageHeight: imageHeight ?? undefined,
    polygons: shapes.map(({ points }) => points),
  };
}

/** Whether some of the polygon's bounding box lies on the picture. */
function meets(points: readonly Point[], width: number, height: number) {
  const xs = points.map(([x]) => Math.trunc(x));
  const ys = points.map(([, y]) => Math.trunc(y));
  return Math.min(...xs) < width && Math.max(...xs) >= 0 &&
    Math.min(...ys) < height && Math.max(...ys) >= 0;
}

/**
 * Reads a labelme file as the mask of a picture: the union of its polygons by Pillow's rule (see
 * {@linkcode rasterizePolygon}). A polygon that reaches over the border is cut off there; one that lies wholly outside
 * is an error, for it belongs to another picture.
 *
 * @param path The JSON file.
 * @param width Pixels a row of the upright picture.
 * @param height Rows of the upright picture.
 * @returns The mask.
 * @throws {InputError} As {@linkcode readLabelme}, and where the file tells of another size or a polygon lies outside.
 *
 * @example
 * ```ts
 * import { readLabelmeMask } from "./labelme.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.json`;
 * const shape = { label: "STAS", shape_type: "polygon", points: [[3, 3], [9, 3], [9, 9], [3, 9]] };
 * await Deno.writeTextFile(path, JSON.stringify({ shapes: [shape], imageHeight: 20, imageWidth: 20 }));
 * const mask = await readLabelmeMask(path, 20, 20);
 * if (mask.data.reduce((a, b) => a + b) !== 49) throw new Error();
 * ```
 */
export async function readLabelmeMask(
  path: string,
  width: number,
  height: number,
): Promise<Mask> {
  const { imageWidth, imageHeight, polygons } = await readLabelme(path);
  if (
    (imageWidth !== undefined && imageWidth !== width) ||
    (imageHeight !== undefined && imageHeight !== height)
  ) {
    throw new InputError(
      `Cannot use the labels: imageWidth x imageHeight must be that of the upright image, ${width} x ${height}, ` +
        `current value is ${imageWidth} x ${imageHeight}`,
      {
        file: path,
        remedy:
          "Pair the label with its own image; if the image carries an EXIF orientation, label the upright picture.",
      },
    );
  }
  const mask = { data: new Uint8Array(width * height), width, height };
  polygons.forEach((points, i) => {
    if (!meets(points, width, height)) {
      throw new InputError(
        `Cannot use shape ${i} of the labels: the polygon must meet the image, ${width} x ${height}, ` +
          `its first point is ${JSON.stringify(points[0])}`,
        {
          file: path,
          remedy:
            "Delete the shape in labelme, or pair the label with its own image.",
        },
      );
    }
    rasterizePolygon(points, width, height, mask);
  });
  return mask;
}
