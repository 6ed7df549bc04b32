import type { Dataset } from "../datasets/mod.ts";
import {
  boxPlot,
  type Figure,
  type GalleryItem,
  overlayComparison,
  scatter,
  signed,
} from "../plots/mod.ts";
import { applySteps, thresholdMap } from "../postprocess/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import type { Run } from "../run/mod.ts";
import {
  type OutOfFoldImage,
  readOutOfFoldImage,
} from "../stages/out_of_fold_image.ts";
import type { SearchedImage, ThresholdFile } from "../stages/threshold_file.ts";
import { metricTitle, notTaken, shownSteps } from "./search_text.ts";

/**
 * The images with their scores by the steps that are shown: the chosen ones or, where threshold .5 is kept, those of
 * what lost to it.
 */
function shownImages(search: ThresholdFile): readonly SearchedImage[] {
  return notTaken(search)
    ? search.images.map((image) => ({ ...image, after: image.prefix.at(-1)! }))
    : search.images;
}

/**
 * Each image's score before and after, those that lost below the diagonal; where threshold .5 is kept, after the steps
 * of what lost to it.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { beforeAfterFigure } from "./search_cases.ts";
 *
 * const { layout } = beforeAfterFigure(await exampleSearch());
 * if (!JSON.stringify(layout).includes("n = 5 images")) throw new Error();
 * ```
 */
export function beforeAfterFigure(search: ThresholdFile): Figure {
  const images = shownImages(search);
  const name = metricTitle(search.metric);
  return scatter({
    title: "Each image before and after",
    x: { label: `${name} at threshold 0.5`, range: [0, 1] },
    y: {
      label: `${name} with ${shownSteps(search)}`,
      range: [0, 1.02],
    },
    of: "images",
    series: [{
      name: "images",
      x: images.map(({ before }) => before),
      y: images.map(({ after }) => after),
      labels: images.map(({ id }) => id),
    }],
    diagonal: true,
  });
}

/** Changes that are smaller are none. */
const EQUAL = 1e-9;

/** What the choice gives an image. */
const change = ({ before, after }: SearchedImage) => after - before;

/**
 * How many images win and lose by the steps that are shown, and which most, in words.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { beforeAfterText } from "./search_cases.ts";
 *
 * if (!beforeAfterText(await exampleSearch()).includes("of 5 images")) throw new Error();
 * ```
 */
export function beforeAfterText(search: ThresholdFile): string {
  const images = shownImages(search);
  const sorted = images.filter((image) => !Number.isNaN(change(image)))
    .sort((a, b) => change(a) - change(b));
  const lost = sorted.filter((image) => change(image) < -EQUAL);
  const won = sorted.filter((image) => change(image) > EQUAL);
  const most = (image: SearchedImage | undefined) =>
    image ? `, most ${image.id} (${signed(change(image))})` : "";
  const start = notTaken(search)
    ? `Threshold 0.5 is kept. With ${shownSteps(search)} `
    : "";
  return `${start}${won.length} of ${images.length} images win${
    most(won.at(-1))
  }; ${lost.length} lose${most(lost[0])}; ${
    sorted.length - won.length - lost.length
  } stay as they are.`;
}

/**
 * Scores of the images of each fold, at the choice.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { foldBoxes } from "./search_cases.ts";
 *
 * if (foldBoxes(await exampleSearch()).data.length !== 2) throw new Error();
 * ```
 */
export function foldBoxes({ images, metric }: ThresholdFile): Figure {
  const name = metricTitle(metric);
  const folds = [...new Set(images.map(({ fold }) => fold))]
    .sort((a, b) => a - b);
  return boxPlot({
    title: `${name} of the images, fold by fold`,
    x: { label: "Fold" },
    y: { label: `${name} with the chosen steps`, range: [0, 1.02] },
    of: "images",
    groups: folds.map((fold) => ({
      name: `fold ${fold}`,
      values: images.filter((image) => image.fold === fold)
        .map(({ after }) => after),
    })),
  });
}

/**
 * How far the folds lie apart, in words.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { foldText } from "./search_cases.ts";
 *
 * if (!foldText(await exampleSearch()).includes("fold")) throw new Error();
 * ```
 */
export function foldText({ images, metric }: ThresholdFile): string {
  const byFold = Map.groupBy(images, ({ fold }) => fold);
  const means = Array.from(byFold, ([fold, own]) => ({
    fold,
    mean: meanScore(own.map(({ after }) => after)),
  })).sort((a, b) => a.mean - b.mean);
  const [low, high] = [means[0], means.at(-1)];
  const name = metricTitle(metric);
  if (!low || !high || low === high) {
    return `There is one fold; its mean ${name} is ${low?.mean.toFixed(4)}.`;
  }
  return `Mean ${name} runs from ${low.mean.toFixed(4)} (fold ${low.fold}) to ${
    high.mean.toFixed(4)
  } (fold ${high.fold}): ${
    (high.mean - low.mean).toFixed(4)
  } between folds, by which the gain above is to be measured.`;
}

/** An image at threshold .5 and with the steps that are shown; only once where those are threshold .5 too. */
function beforeAndAfter(
  { image, map, truth, context }: OutOfFoldImage,
  { id, before, after }: SearchedImage,
  search: ThresholdFile,
): GalleryItem[] {
  const first = {
    picture: overlayComparison(image, truth, thresholdMap(map, 0.5)),
    title: `${id}: threshold 0.5`,
    note: before.toFixed(4),
  };
  if (search.shown === 0) return [first];
  const { steps, name } = notTaken(search)
    ? search.candidates[search.shown]!
    : { steps: search.steps, name: "chosen steps" };
  const { mask } = applySteps(map, steps, context);
  return [
    first,
    {
      picture: overlayComparison(image, truth, mask),
      title: `${id}: ${name}`,
      note: `${after.toFixed(4)} (${signed(after - before)})`,
    },
  ];
}

/** Images that are worth a look, each before and after, label in yellow, prediction in cyan. */
export interface CaseGalleries {
  /** The lowest scores with the steps that are shown. */
  readonly worst: readonly GalleryItem[];
  /** Those that the steps help most; none where they help none. */
  readonly won: readonly GalleryItem[];
  /** Those that the steps harm most; none where they harm none. */
  readonly lost: readonly GalleryItem[];
}

/**
 * The images with the lowest scores, and those that the shown steps change most, each before and after.
 *
 * @param run The run; its out-of-fold maps are read.
 * @param dataset Its images.
 * @param search From `searchRun` or `readThreshold`.
 * @param count How many images of each; where there are fewer, all.
 * @throws {InputError} Where an image or a map cannot be read.
 */
export async function caseGallery(
  run: Run,
  dataset: Dataset,
  search: ThresholdFile,
  count: number,
): Promise<CaseGalleries> {
  const images = shownImages(search);
  const rising = images.toSorted((a, b) => change(a) - change(b));
  const gallery = async (some: readonly SearchedImage[]) => {
    const items: GalleryItem[] = [];
    // One at a time: full-sized maps are large.
    for (const one of some.slice(0, count)) {
      const read = await readOutOfFoldImage(run, dataset, one.id);
      items.push(...beforeAndAfter(read, one, search));
    }
    return items;
  };
  return {
    worst: await gallery(images.toSorted((a, b) => a.after - b.after)),
    won: await gallery(
      rising.toReversed().filter((one) => change(one) > EQUAL),
    ),
    lost: await gallery(rising.filter((one) => change(one) < -EQUAL)),
  };
}
