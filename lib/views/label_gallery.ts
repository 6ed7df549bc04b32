import type { Dataset } from "../datasets/mod.ts";
import { type GalleryItem, overlayMask } from "../plots/mod.ts";
import { recordsOf, type Survey } from "../stages/survey.ts";

/**
 * Some images with the outlines of their labels, evenly spaced from the smallest to the largest area ratio.
 *
 * @param survey What notebook 01 found out.
 * @param dataset Its images.
 * @param count How many; where there are fewer images, all.
 * @throws {InputError} Where an image cannot be read.
 */
export async function labelGallery(
  survey: Survey,
  dataset: Dataset,
  count: number,
): Promise<GalleryItem[]> {
  const sorted = [...survey.images].sort((a, b) =>
    a.label.areaRatio - b.label.areaRatio
  );
  const length = Math.min(count, sorted.length);
  const step = (sorted.length - 1) / Math.max(length - 1, 1);
  const chosen = Array.from(
    { length },
    (_, i) => sorted[Math.round(i * step)]!,
  );
  return await Promise.all(chosen.map(async ({ id, label }) => {
    const [record] = recordsOf(dataset.labelled, [id]);
    const { image, mask } = await dataset.load(record!);
    return {
      picture: mask ? overlayMask(image, mask) : image,
      title: id,
      note: `${label.objects} ${label.objects === 1 ? "object" : "objects"}, ${
        (label.areaRatio * 100).toFixed(2)
      } % of the image`,
    };
  }));
}
