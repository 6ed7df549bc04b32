import assert from "node:assert/strict";
import type { LossTerm } from "./loss_term.ts";
import { lossTermSchema } from "./loss_term_schema.ts";
import { parseRecipe } from "./parse_recipe.ts";
import { unetBaseline } from "./unet_baseline.ts";

const region = {
  perImage: true,
  perClass: false,
  smooth: 0,
  smoothBelow: 1,
  eps: 1e-6,
  log: true,
  squares: true,
  overlap: "minimum",
  background: true,
  empty: "skip",
  classes: [0, 2],
  classWeights: [1, 0, 2],
} as const;

/** Every loss with every setting it has; the type asks for the names, so that a new one cannot be forgotten. */
const whole: { readonly [N in LossTerm["name"]]: LossTerm<N> } = {
  bce: { name: "bce", weight: 1, positiveWeight: [1, 2], smoothing: 0.1 },
  weighted_bce: {
    name: "weighted_bce",
    weight: 1,
    positive: 0.1,
    negative: 7.9,
  },
  cross_entropy: {
    name: "cross_entropy",
    weight: 1,
    classWeights: [1, 2],
    smoothing: 0.1,
  },
  boundary_cross_entropy: {
    name: "boundary_cross_entropy",
    weight: 1,
    borderWeight: 10,
    sigma: 5,
    backgroundWeight: 0.5,
    foregroundWeight: 2,
  },
  dice: { name: "dice", weight: 1, ...region },
  jaccard: { name: "jaccard", weight: 1, ...region },
  tversky: {
    name: "tversky",
    weight: 1,
    ...region,
    alpha: 0.3,
    beta: 0.7,
    gamma: 0.75,
  },
  focal: {
    name: "focal",
    weight: 1,
    alpha: 0.25,
    gamma: 0,
    form: "softmax",
    classWeights: [1],
  },
  lovasz_hinge: {
    name: "lovasz_hinge",
    weight: 1,
    perImage: true,
    perClass: true,
  },
  symmetric_lovasz: {
    name: "symmetric_lovasz",
    weight: 1,
    perImage: true,
    perClass: true,
  },
  lovasz_softmax: {
    name: "lovasz_softmax",
    weight: 1,
    perImage: true,
    classes: "all",
  },
  margin: { name: "margin", weight: 1, margin: 0.4, negative: 0.5 },
};

Deno.test("lossTermSchema accepts every loss, bare and with all its settings", () => {
  for (const term of Object.values(whole)) {
    const { name, weight } = term;
    assert.deepEqual(lossTermSchema.parse(term), term);
    assert.deepEqual(lossTermSchema.parse({ name, weight }), { name, weight });
  }
});

Deno.test("lossTermSchema refuses settings of another loss and values out of range", () => {
  for (
    const term of [
      { name: "bce", weight: 1, smooth: 1 },
      { name: "dice", weight: 1, alpha: 0.5 },
      { name: "dice", weight: 0 },
      { name: "bce", weight: 1, smoothing: 0.5 },
      { name: "focal", weight: 1, alpha: 1.5 },
      { name: "dice", weight: 1, empty: "one" },
      { name: "lovasz_softmax", weight: 1, classes: "some" },
      { name: "boundary_cross_entropy", weight: 1, sigma: 0 },
      { name: "bce", weight: 1, positiveWeight: 0 },
      { name: "dice" },
    ]
  ) {
    assert(!lossTermSchema.safeParse(term).success, JSON.stringify(term));
  }
});

Deno.test("parseRecipe() names a loss that is none, and those there are", () => {
  const recipe = { ...unetBaseline, loss: [{ name: "dise", weight: 1 }] };
  assert.throws(
    () => parseRecipe(recipe),
    /loss\.0\.name must be .*"dise".*did you mean "dice"/,
  );
});
