import { z } from "zod";
import type { PostprocessStep } from "./postprocess_step.ts";

const { strictObject, literal } = z;
const share = z.number().min(0).max(1);
const pixels = z.number().min(0);
const wholePixels = z.number().int().min(0);
const fromOne = z.number().int().min(1);
// Farther than from one end of the largest picture to the other: nothing would be reached any more.
const largestSide = 2 * 8192 + 1;
const connectivity = z.union([literal(4), literal(8)]).exactOptional();
const perClass = <T extends z.ZodType<number>>(value: T) =>
  z.union([value, z.array(value).min(1)]);

const element = z.discriminatedUnion("shape", [
  strictObject({ shape: literal("square"), side: fromOne.max(largestSide) }),
  strictObject({
    shape: literal("disc"),
    radius: wholePixels.max((largestSide - 1) / 2),
  }),
  strictObject({
    shape: literal("rows"),
    rows: z.array(z.string().regex(/^[01]+$/, "must be a text of 0 and 1"))
      .min(1)
      .refine(
        (rows) => rows.every((row) => row.length === rows[0]!.length),
        "must be equally long",
      )
      .refine((rows) => rows.join("").includes("1"), "must have a 1"),
  }),
]);

const mapSteps = [
  strictObject({ name: literal("multiply_class_score") }),
  strictObject({ name: literal("empty_below_score"), threshold: share }),
] as const;

const maskSteps = [
  strictObject({ name: literal("threshold"), threshold: perClass(share) }),
  strictObject({
    name: literal("hysteresis"),
    low: share,
    high: share,
    connectivity,
  }).refine(({ low, high }) => low <= high, {
    path: ["low"],
    error: "must not be above high",
  }),
  strictObject({
    name: literal("triplet"),
    top: share,
    area: pixels,
    bottom: share,
  }),
  strictObject({
    name: literal("two_thresholds"),
    classThreshold: share,
    maskThreshold: share,
  }),
  strictObject({
    name: literal("cascade"),
    stages: z.array(
      strictObject({ high: share, lower: share, drop: share, ratio: share }),
    ).min(1).exactOptional(),
    closingSide: fromOne.max(largestSide).exactOptional(),
    minimumArea: pixels.exactOptional(),
    enough: pixels.exactOptional(),
    emptyAbove: share.exactOptional(),
  }),
] as const;

const tidySteps = [
  strictObject({
    name: literal("remove_small"),
    minimumArea: perClass(pixels),
    connectivity,
  }),
  strictObject({
    name: literal("keep_largest"),
    count: fromOne.exactOptional(),
    connectivity,
  }),
  strictObject({
    name: literal("fill_holes"),
    backgroundConnectivity: connectivity,
  }),
  strictObject({
    name: literal("fill_edge"),
    sides: z.enum(["first_touched", "every"]).exactOptional(),
    backgroundConnectivity: connectivity,
  }),
  strictObject({ name: literal("fill_contours"), minimumArea: pixels }),
  strictObject({ name: literal("dilate"), element }),
  strictObject({
    name: literal("erode"),
    element,
    outside: z.enum(["foreground", "background"]).exactOptional(),
  }),
  strictObject({ name: literal("close"), element }),
  strictObject({ name: literal("open"), element }),
  strictObject({
    name: literal("cut_touching"),
    minimumDistance: fromOne.exactOptional(),
  }),
  strictObject({
    name: literal("remove_edge_rows"),
    top: wholePixels.exactOptional(),
    bottom: wholePixels.exactOptional(),
  }),
  strictObject({ name: literal("remove_truncated"), threshold: share }),
] as const;

const names = (steps: readonly { shape: { name: { value: string } } }[]) =>
  steps.map(({ shape }) => shape.name.value);
const onMap = names(mapSteps), toMask = names(maskSteps);

const step: z.ZodType<PostprocessStep> = z.discriminatedUnion(
  "name",
  [...mapSteps, ...maskSteps, ...tidySteps],
);

/**
 * Whether one of the steps makes a mask of the map; steps without follow those that the search finds.
 *
 * @example
 * ```ts
 * import { makesMask } from "./postprocess_schema.ts";
 *
 * if (makesMask([{ name: "fill_holes" }]) || !makesMask([{ name: "cascade" }])) throw new Error();
 * ```
 */
export function makesMask(steps: readonly PostprocessStep[]): boolean {
  return steps.some(({ name }) => toMask.includes(name));
}

/** Steps on the map, one that makes a mask of it, steps on the mask; or steps on the mask alone. */
function inOrder(steps: readonly PostprocessStep[]): boolean {
  const maker = steps.findIndex(({ name }) => toMask.includes(name));
  return steps.length > 0 &&
    steps.every(({ name }, i) =>
      i < maker
        ? onMap.includes(name)
        : i === maker || !toMask.includes(name) && !onMap.includes(name)
    );
}

/** Checks a recipe's way from the probability map to the mask. */
export const postprocessSchema: z.ZodType<PostprocessStep[]> = z.array(step)
  .refine(
    inOrder,
    `must have any of ${onMap.join(", ")}, then one of ${
      toMask.join(", ")
    }, then steps on the mask, or steps on the mask alone`,
  );
