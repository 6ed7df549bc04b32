import sharp from "sharp";
import { writeFileAtomic } from "../../core/mod.ts";
import { drawImage } from "./draw_image.ts";
import { type Point, polygonArea, polygonBox } from "./geometry.ts";
import { referenceWidth, type Split } from "./plan_objects.ts";

/** One picture to draw, and where. */
export interface ImageTask {
  readonly folder: string;
  readonly seed: number;
  readonly split: Split;
  readonly index: number;
  readonly width: number;
  readonly height: number;
}

/** What is known of a picture's labels. */
export interface ImageTruth {
  readonly objects: number;
  readonly ratio: number;
  readonly boxSides: readonly number[];
}

/**
 * Draws one picture and writes its JPEG and its outlines: the labels of training images under `Train_Annotations`, the
 * hidden ones of the others under `.truth`.
 */
export async function writeImage(task: ImageTask): Promise<ImageTruth> {
  const { folder, seed, split, index, width, height } = task;
  const { image, outlines, slide } = drawImage(
    seed,
    split,
    index,
    width,
    height,
  );
  const blur = slide.blur * width / referenceWidth;
  const picture = sharp(image.data, { raw: { width, height, channels: 3 } });
  const jpeg = await (blur >= 0.3 ? picture.blur(blur) : picture)
    .jpeg({ quality: 92 }).toBuffer();

  const name = imageName(split, index);
  await writeFileAtomic(`${folder}/${imageFolder[split]}/${name}.jpg`, jpeg);
  const labels = split === "train" ? "Train_Annotations" : ".truth";
  await writeFileAtomic(
    `${folder}/${labels}/${name}.json`,
    labelme(outlines, `../${imageFolder[split]}/${name}.jpg`, width, height),
  );
  return truthOf(outlines, width, height);
}

const imageFolder: Record<Split, string> = {
  train: "Train_Images",
  public: "Public_Image",
  private: "Private_Image",
};

function imageName(split: Split, index: number): string {
  const number = String(index).padStart(8, "0");
  return { train: "", public: "Public_", private: "Private_" }[split] + number;
}

/** The annotation file as labelme 4.5 writes it. */
function labelme(
  outlines: readonly (readonly Point[])[],
  imagePath: string,
  imageWidth: number,
  imageHeight: number,
): string {
  return JSON.stringify(
    {
      version: "4.5.6",
      flags: {},
      shapes: outlines.map((points) => ({
        label: "STAS",
        points,
        group_id: null,
        shape_type: "polygon",
        flags: {},
      })),
      imagePath,
      imageData: null,
      imageHeight,
      imageWidth,
    },
    null,
    2,
  ) + "\n";
}

function truthOf(
  outlines: readonly (readonly Point[])[],
  width: number,
  height: number,
): ImageTruth {
  const area = outlines.reduce((sum, outline) => sum + polygonArea(outline), 0);
  const boxSides = outlines.map((outline) => {
    const { left, top, right, bottom } = polygonBox(outline);
    const side = Math.sqrt((right - left) * (bottom - top));
    return Math.round(side * referenceWidth / width * 10) / 10;
  });
  return {
    objects: outlines.length,
    ratio: Number((area / (width * height)).toPrecision(4)),
    boxSides,
  };
}
