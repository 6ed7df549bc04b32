import type { ModelRecipe } from "./model_recipe.ts";
import type { Recipe } from "./recipe.ts";
import type { SearchRecipe } from "./search_recipe.ts";

/**
 * The same system cut down to seconds: smaller pictures and network, two epochs, two folds, a coarser grid, and initial
 * weights instead of a file's. It takes the same code path as the full recipe; its scores mean nothing.
 *
 * @param recipe The full recipe.
 * @returns A recipe that trains a fold in a few seconds.
 *
 * @example
 * ```ts
 * import { smokeRecipe } from "./smoke_recipe.ts";
 * import { unetBaseline } from "./unet_baseline.ts";
 *
 * if (smokeRecipe(unetBaseline).folds.count !== 2) throw new Error();
 * ```
 */
export function smokeRecipe(recipe: Recipe): Recipe {
  const { input, folds, training, schedule, search } = recipe;
  return {
    ...recipe,
    input: { ...input, maximumSide: Math.min(input.maximumSide, 160) },
    folds: { ...folds, count: Math.min(folds.count, 2) },
    model: smokeModel(recipe.model),
    schedule: { ...schedule, warmUpEpochs: Math.min(schedule.warmUpEpochs, 1) },
    training: {
      ...training,
      epochs: 2,
      samplesPerEpoch: 24,
      cropSide: Math.min(training.cropSide, 64),
      validateEvery: 1,
      ...(training.average?.name === "swa"
        ? { average: { name: "swa" as const, fromEpoch: 1 } }
        : {}),
    },
    search: smokeSearch(search),
  };
}

/** A coarser grid; fewer settings to try. */
function smokeSearch(search: SearchRecipe): SearchRecipe {
  const every = (step: number) => (_: number, i: number) => i % step === 0;
  const { settings } = search;
  const rules = settings
    ? { settings: { ...settings, rounds: 1, samples: 4 } }
    : {};
  if (search.method === "steps") return { ...search, ...rules };
  const minimumAreas = search.minimumAreas.filter(every(2));
  return "tops" in search
    ? {
      ...search,
      tops: search.tops.filter(every(2)),
      minimumAreas,
      bottoms: search.bottoms.filter(every(2)),
      ...rules,
    }
    : {
      ...search,
      thresholds: search.thresholds.filter(every(3)),
      minimumAreas,
      ...rules,
    };
}

function smokeModel(recipe: ModelRecipe): ModelRecipe {
  if ("widths" in recipe) {
    return { ...recipe, widths: recipe.widths.slice(0, 3).map((w) => w / 2) };
  }
  // Weights of ImageNet would have to be downloaded first.
  const { pretrained: _pretrained, weights: _weights, ...model } = recipe;
  const { decoderChannels: channels } = model;
  // Attention needs 16.
  const cut = (count: number) =>
    Math.min(count, Math.max(16, Math.floor(count / 4)));
  return channels ? { ...model, decoderChannels: channels.map(cut) } : model;
}
