import type { Mask, ProbabilityMap } from "../core/mod.ts";
import { imageStatistics } from "../datasets/mod.ts";
import { type Folds, makeFolds } from "../folds/mod.ts";
import {
  encodeCoco,
  findDuplicates,
  writeProbabilityMap,
} from "../imaging/mod.ts";
import type { MapSource } from "../search/mod.ts";
import {
  type ChoiceOptions,
  foldItems,
  searchChoice,
  type Survey,
  type ThresholdFile,
} from "../stages/mod.ts";
import type { FoldLog } from "./training.ts";

const SIZE = { width: 32, height: 16 };

/** A disc: image `i` of the examples has a larger one the larger `i` is, the first has none. */
function disc(i: number): Mask {
  const inside = (p: number) =>
    Math.hypot(p % SIZE.width - 12, Math.floor(p / SIZE.width) - 8) < i;
  const pixels = SIZE.width * SIZE.height;
  const data = Uint8Array.from({ length: pixels }, (_, p) => Number(inside(p)));
  return { data, ...SIZE };
}

/** The id of an image of the examples. */
const name = (i: number) => `image_${i}`;

/**
 * What notebook 01 would find out about six small images, measured in earnest; the views' examples draw it.
 *
 * @returns `image_0` ... `image_5` with one disc each, the first without; `image_6` is to be predicted.
 *
 * @example
 * ```ts
 * import { exampleSurvey } from "./example_values.ts";
 *
 * if (exampleSurvey().images[5]?.label.objects !== 1) throw new Error();
 * ```
 */
export function exampleSurvey(): Survey {
  const statistics = Array.from({ length: 7 }, (_, i) => {
    const mask = disc(i);
    const pixels = new Uint8Array(mask.data.length * 3);
    mask.data.forEach((inside, p) => {
      for (let c = 0; c < 3; c++) pixels[3 * p + c] = 20 * i + 100 * inside + c;
    });
    const image = { data: pixels, channels: 3 as const, ...SIZE };
    return imageStatistics({
      id: name(i),
      group: name(i),
      imagePath: `/${name(i)}.png`,
      image,
      ...(i < 6 ? { mask } : {}),
    });
  });
  return {
    version: 1,
    name: "discs",
    kind: "mask_pairs",
    synthetic: false,
    submission: "mask_png",
    fingerprint: "0",
    images: statistics.flatMap(({ label, ...rest }) =>
      label ? [{ ...rest, group: rest.id, label }] : []
    ),
    unlabelled: statistics.filter(({ label }) => !label),
    duplicates: findDuplicates(statistics),
    leftOut: [],
  };
}

/**
 * A split of {@linkcode exampleSurvey}: one held-out image, two folds.
 *
 * @example
 * ```ts
 * import { exampleFolds } from "./example_values.ts";
 *
 * if (exampleFolds().folds.length !== 2) throw new Error();
 * ```
 */
export function exampleFolds(): Folds {
  const recipe = { count: 2, holdOut: 0.2, ratioBins: [0, 0.05, 0.1] };
  return makeFolds(foldItems(exampleSurvey()), recipe, 1);
}

/** A map that is sure of a disc, less so around it, and least so elsewhere. */
function exampleMap(i: number): ProbabilityMap {
  const [inner, outer] = [disc(i), disc(i + 1)];
  const data = Float32Array.from(
    inner.data,
    (inside, p) => inside ? 0.9 : outer.data[p] ? 0.6 : 0.1,
  );
  return { data, ...SIZE };
}

/**
 * What notebook 05 would find on maps whose discs are too large at threshold 0.5.
 *
 * @param recipe What is searched. @default {thresholds and minimum areas}
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 *
 * const { before, after, grid } = await exampleSearch();
 * if (grid?.choice.setting["threshold"] !== 0.8 || after <= before) throw new Error();
 * ```
 */
export async function exampleSearch(
  recipe: ChoiceOptions["recipe"] = {
    search: {
      thresholds: [0.3, 0.5, 0.7, 0.8],
      minimumAreas: [0, 4],
      fillHoles: true,
    },
  },
): Promise<ThresholdFile> {
  const folder = await Deno.makeTempDir();
  try {
    const images: MapSource[] = [];
    for (const [fold, ids] of exampleFolds().folds.entries()) {
      for (const id of ids) {
        const i = Number(id.slice(-1));
        const map = `${folder}/${id}.png`;
        await writeProbabilityMap(map, exampleMap(i));
        images.push({ id, fold, map, truth: encodeCoco(disc(i)) });
      }
    }
    return await searchChoice({
      recipe,
      images: () => images,
      count: images.length,
      maps: "0",
      boards: { publicImages: 2, privateImages: 3 },
      seed: 1,
      workers: 0,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Logs of two folds as a training of two epochs and four steps writes them.
 *
 * @example
 * ```ts
 * import { exampleLogs } from "./example_values.ts";
 *
 * if (exampleLogs()[1]?.lines.length !== 6) throw new Error();
 * ```
 */
export function exampleLogs(): FoldLog[] {
  const learningRate = 1e-3;
  return [0, 1].map((fold) => ({
    fold,
    lines: [1, 2].flatMap((epoch) => {
      const loss = 1 / epoch + fold / 10;
      const steps = [2 * epoch - 1, 2 * epoch].map((step) => ({
        type: "step" as const,
        epoch,
        step,
        steps: 4,
        loss,
        learningRate,
      }));
      const dice = 0.4 * epoch;
      return [
        ...steps,
        { type: "epoch" as const, epoch, epochs: 2, loss, dice, learningRate },
      ];
    }),
  }));
}
