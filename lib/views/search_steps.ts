import type { Mask, ProbabilityMap, RasterImage } from "../core/mod.ts";
import {
  type Figure,
  type GalleryItem,
  overlayComparison,
  signed,
  stepBars,
} from "../plots/mod.ts";
import { isProbabilityMap, thresholdMap } from "../postprocess/mod.ts";
import { stepTitle } from "../recipes/mod.ts";
import type { ImageSteps } from "../stages/out_of_fold_image.ts";
import type { ThresholdFile } from "../stages/threshold_file.ts";
import {
  metricTitle,
  notTaken,
  searchBasis,
  shownSteps,
} from "./search_text.ts";

/** The steps, without a threshold .5 that is where they start from. */
function ownSteps({ pipeline }: ThresholdFile): ThresholdFile["pipeline"] {
  const [first, second] = pipeline;
  return second && second.name === first?.name
    ? [first, ...pipeline.slice(2)]
    : pipeline;
}

/**
 * What each step of the choice adds to the mean score, with intervals; where threshold .5 is kept, each step of what was
 * not taken.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { stepGainFigure } from "./search_steps.ts";
 *
 * const figure = stepGainFigure(await exampleSearch());
 * if (!JSON.stringify(figure.layout).includes("threshold 0.5")) throw new Error();
 * ```
 */
export function stepGainFigure(search: ThresholdFile): Figure {
  return stepBars({
    title: notTaken(search)
      ? `What each of ${shownSteps(search)} would add`
      : "What each step adds",
    note: "whiskers: 95 % bootstrap interval of the gain",
    y: { label: `Mean ${metricTitle(search.metric)}` },
    steps: ownSteps(search).map((
      { name, score, interval, better, worse },
      s,
    ) => ({
      name,
      score,
      ...(interval ? { interval } : {}),
      ...(s === 0 ? {} : { note: `${better} better, ${worse} worse` }),
    })),
    basis: searchBasis(search),
  });
}

/**
 * Which of the shown steps add more than chance, and which harm, in words.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { stepGainText } from "./search_steps.ts";
 *
 * if (!stepGainText(await exampleSearch()).includes("threshold")) throw new Error();
 * ```
 */
export function stepGainText(search: ThresholdFile): string {
  const steps = ownSteps(search).slice(1);
  if (steps.length === 0) return "There is no step but threshold 0.5 itself.";
  const told = (list: typeof steps) =>
    list.map(({ name, gain }) => `${name} (${signed(gain)})`).join(", ");
  const sure = steps.filter(({ interval }) => interval && interval.low > 0);
  const harm = steps.filter(({ interval }) => interval && interval.high < 0);
  const idle = steps.filter(({ better, worse }) => better + worse === 0);
  const rest = steps.filter((step) =>
    ![...sure, ...harm, ...idle].includes(step)
  );
  return [
    ...(notTaken(search)
      ? [
        `Threshold 0.5 is kept; these are ${
          shownSteps(search)
        }, which were not taken.`,
      ]
      : []),
    sure.length > 0
      ? `More than chance would give: ${told(sure)}.`
      : "No step adds more than chance would give.",
    ...(rest.length > 0 ? [`Within noise: ${told(rest)}.`] : []),
    ...(harm.length > 0 ? [`Harmful where it stands: ${told(harm)}.`] : []),
    ...(idle.length > 0
      ? [`Changes no score here: ${idle.map(({ name }) => name).join(", ")}.`]
      : []),
  ].join(" ");
}

/** Probabilities as grey levels: white is 1. */
function mapPicture({ data, width, height }: ProbabilityMap): RasterImage {
  const grey = Uint8Array.from(data, (p) => Math.round(255 * p));
  return { data: grey, width, height, channels: 1 };
}

/**
 * One image on its way from the map to the mask: the probabilities, the mask at threshold .5, then what each shown step
 * makes of them, label in yellow, prediction in cyan, with the score after each.
 *
 * @param steps From `stepsOfImage`.
 *
 * @example
 * ```ts
 * import { stepGallery } from "./search_steps.ts";
 *
 * const size = { width: 2, height: 1 };
 * const map = { data: Float32Array.of(.9, .6), ...size };
 * const mask = { data: Uint8Array.of(1, 1), ...size };
 * const items = stepGallery({
 *   id: "a",
 *   image: { data: new Uint8Array(6), channels: 3, ...size },
 *   map,
 *   truth: mask,
 *   context: {},
 *   steps: [{ step: { name: "threshold", threshold: .5 }, before: map, after: mask }],
 *   scores: [1, 1],
 * });
 * if (items.length !== 2 || items[1]?.title !== "threshold 0.5") throw new Error();
 * ```
 */
export function stepGallery(
  { image, map, truth, steps, scores }: ImageSteps,
): GalleryItem[] {
  const draw = (after: ProbabilityMap | Mask) =>
    isProbabilityMap(after)
      ? mapPicture(after)
      : overlayComparison(image, truth, after);
  const start = stepTitle({ name: "threshold", threshold: .5 });
  const same = steps[0] !== undefined && stepTitle(steps[0].step) === start;
  return [
    { picture: mapPicture(map), title: "probability", note: "white is 1" },
    ...(same ? [] : [{
      picture: draw(thresholdMap(map, .5)),
      title: start,
      note: scores[0]!.toFixed(4),
    }]),
    ...steps.map(({ step, after }, s) => ({
      picture: draw(after),
      title: stepTitle(step),
      note: `${scores[s + 1]!.toFixed(4)}${
        same && s === 0 ? "" : ` (${signed(scores[s + 1]! - scores[s]!)})`
      }`,
    })),
  ];
}

/**
 * The image on which the shown steps have most to do: whose score they change most, one after the other.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Its id.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { busiestImage } from "./search_steps.ts";
 *
 * if (!busiestImage(await exampleSearch()).startsWith("image_")) throw new Error();
 * ```
 */
export function busiestImage({ images }: ThresholdFile): string {
  const work = ({ before, prefix }: ThresholdFile["images"][number]) =>
    prefix.reduce(
      (sum, score, s) =>
        sum + Math.abs(score - (s === 0 ? before : prefix[s - 1]!)),
      0,
    );
  return images.reduce((a, b) => work(b) > work(a) ? b : a).id;
}
