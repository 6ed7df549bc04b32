import assert from "node:assert/strict";
import { parseRecipe } from "./parse_recipe.ts";
import { postprocessSchema } from "./postprocess_schema.ts";
import type { PostprocessStep } from "./postprocess_step.ts";
import { unetBaseline } from "./unet_baseline.ts";

const square = { shape: "square", side: 9 } as const;
const disc = { shape: "disc", radius: 0 } as const;
const rows = { shape: "rows", rows: ["010", "111"] } as const;
const mapStep = new Set(["multiply_class_score", "empty_below_score"]);

type Step<N extends PostprocessStep["name"]> = Extract<
  PostprocessStep,
  { readonly name: N }
>;

/** Every step with every setting it has; the type asks for the names, so that a new one cannot be forgotten. */
const whole: { readonly [N in PostprocessStep["name"]]: Step<N> } = {
  multiply_class_score: { name: "multiply_class_score" },
  empty_below_score: { name: "empty_below_score", threshold: 0.4 },
  threshold: { name: "threshold", threshold: [0.5, 0.4] },
  hysteresis: { name: "hysteresis", low: 0.3, high: 0.6, connectivity: 8 },
  triplet: { name: "triplet", top: 0.75, area: 2000, bottom: 0.3 },
  two_thresholds: {
    name: "two_thresholds",
    classThreshold: 0.72,
    maskThreshold: 0.2,
  },
  cascade: {
    name: "cascade",
    stages: [{ high: 0.35, lower: 0.25, drop: 0.1, ratio: 0.4 }],
    closingSide: 9,
    minimumArea: 250,
    enough: 1000,
    emptyAbove: 0.5,
  },
  remove_small: { name: "remove_small", minimumArea: [0, 20], connectivity: 4 },
  keep_largest: { name: "keep_largest", count: 2, connectivity: 4 },
  fill_holes: { name: "fill_holes", backgroundConnectivity: 8 },
  fill_edge: { name: "fill_edge", sides: "every", backgroundConnectivity: 4 },
  fill_contours: { name: "fill_contours", minimumArea: 100 },
  dilate: { name: "dilate", element: square },
  erode: { name: "erode", element: disc, outside: "background" },
  close: { name: "close", element: rows },
  open: { name: "open", element: disc },
  cut_touching: { name: "cut_touching", minimumDistance: 7 },
  remove_edge_rows: { name: "remove_edge_rows", top: 2, bottom: 0 },
  remove_truncated: { name: "remove_truncated", threshold: 0.5 },
};

/** The shortest list in which the step stands at its place. */
function listWith(step: PostprocessStep): PostprocessStep[] {
  if (mapStep.has(step.name)) return [step, whole.triplet];
  return "element" in step || postprocessSchema.safeParse([step]).error
    ? [whole.threshold, step]
    : [step];
}

Deno.test("postprocessSchema accepts every step with all its settings", () => {
  for (const step of Object.values(whole)) {
    const steps = listWith(step);
    assert.deepEqual(postprocessSchema.parse(steps), steps, step.name);
  }
});

Deno.test("postprocessSchema refuses wrong settings, values out of range and a wrong order", () => {
  const threshold = { name: "threshold", threshold: 0.5 };
  for (
    const steps of [
      [],
      [threshold, threshold],
      [{ name: "fill_holes" }, threshold],
      [threshold, { name: "multiply_class_score" }],
      [{ name: "threshold", threshold: 1.5 }],
      [{ name: "threshold", threshold: [] }],
      [{ name: "threshold", threshold: 0.5, low: 0.1 }],
      [{ name: "hysteresis", low: 0.6, high: 0.3 }],
      [threshold, { name: "remove_small", minimumArea: -1 }],
      [threshold, { name: "remove_small", minimumArea: 9, connectivity: 6 }],
      [threshold, { name: "close", element: { shape: "square", side: 0 } }],
      [threshold, { name: "close", element: { shape: "disc", radius: 1.5 } }],
      [threshold, { name: "open", element: { shape: "rows", rows: ["0"] } }],
      [threshold, {
        name: "open",
        element: { shape: "rows", rows: ["1", "11"] },
      }],
      [threshold, { name: "keep_largest", count: 0 }],
    ]
  ) {
    const { success } = postprocessSchema.safeParse(steps);
    assert(!success, JSON.stringify(steps));
  }
});

Deno.test("parseRecipe() takes a recipe with and without post-processing steps", () => {
  assert.deepEqual(parseRecipe(unetBaseline), unetBaseline);
  const recipe = { ...unetBaseline, postprocess: [whole.cascade] };
  assert.deepEqual(parseRecipe(recipe), recipe);
  const misspelt = { ...unetBaseline, postprocess: [{ name: "cascde" }] };
  assert.throws(
    () => parseRecipe(misspelt),
    /postprocess\.0\.name must be .*did you mean "cascade"/,
  );
});
