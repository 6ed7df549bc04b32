import { randomSource, type RasterImage } from "../../core/mod.ts";
import { paintGroup, paintTissueNuclei } from "./cells.ts";
import { paintCluster } from "./clusters.ts";
import type { Point } from "./geometry.ts";
import { makePlanes } from "./planes.ts";
import { type ObjectsPlan, planObjects, type Split } from "./plan_objects.ts";
import { planTissue } from "./plan_tissue.ts";
import { develop, planSlide, type Slide } from "./stain.ts";
import { paintTissue } from "./tissue.ts";
import { tissueFields } from "./tissue_fields.ts";
import { paintTube } from "./tubes.ts";

/** One drawn picture. */
export interface DrawnImage {
  /** RGB pixels, before the defocus. */
  readonly image: RasterImage;
  /** Outlines of the tumour clusters, pixels of the picture, a decimal. */
  readonly outlines: readonly (readonly Point[])[];
  /** How it was stained and lit. */
  readonly slide: Slide;
}

/**
 * Draws one picture of lung tissue with tumour clusters in its air spaces.
 *
 * Structures are planned in a frame 1716 wide; their dyes are added up as densities, light is sent through
 * (Beer-Lambert). The picture depends on nothing but the arguments.
 *
 * @param seed Integer.
 * @param split Part of the set.
 * @param index Position in its part, from 0.
 * @param width Pixels a row.
 * @param height Rows.
 *
 * @example
 * ```ts
 * import { drawImage } from "./draw_image.ts";
 *
 * const { image, outlines } = drawImage(7, "train", 0, 215, 118);
 * if (image.data.length !== 215 * 118 * 3 || outlines.length === 0) throw new Error();
 * ```
 */
export function drawImage(
  seed: number,
  split: Split,
  index: number,
  width: number,
  height: number,
): DrawnImage {
  const objects = planObjects(seed, split, index, height / width);
  const scale = width / objects.width;
  const plan = planTissue(seed, split, index, objects);
  const slide = planSlide(seed, split, index);
  const random = (what: string, which = 0) =>
    randomSource(seed, what, split, index, which);

  const planes = makePlanes(width, height, scale);
  const fields = tissueFields(plan, width, height, scale);
  paintTissue(planes, fields, plan);
  paintTissueNuclei(planes, fields, plan, random("nuclei"));
  plan.tubes.forEach((tube, i) => paintTube(planes, tube, random("tube", i)));
  plan.groups.forEach((group, i) =>
    paintGroup(planes, fields, group, random("group", i))
  );
  objects.objects.forEach((object, i) =>
    paintCluster(planes, object, random("cluster", i))
  );

  const data = develop(planes, slide, plan.offset);
  return {
    image: { data, width, height, channels: 3 },
    outlines: outlinesOf(objects, scale),
    slide,
  };
}

/** The plan's outlines in pixels of the picture, rounded as annotation tools store them. */
export function outlinesOf(plan: ObjectsPlan, scale: number): Point[][] {
  const round = (value: number) => Math.round(value * scale * 10) / 10;
  return plan.objects.map(({ outline }) =>
    outline.map(([x, y]): Point => [round(x), round(y)])
  );
}
