import { signed, type TableValue } from "../plots/mod.ts";
import { stepTitle } from "../recipes/mod.ts";
import { gainVerdict } from "../search/mod.ts";
import type { StepsGain, ThresholdFile } from "../stages/threshold_file.ts";
import { metricTitle } from "./search_text.ts";

/**
 * Scores before and after, and of masks that look at nothing, a row each.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { scoreRows } from "./search.ts";
 *
 * const rows = scoreRows(await exampleSearch());
 * if (rows[2]?.["prediction"] !== "threshold 0.5") throw new Error();
 * ```
 */
export function scoreRows(search: ThresholdFile): Record<string, TableValue>[] {
  const { before, after, baselines, gain, steps, metric } = search;
  const mean = `mean ${metricTitle(metric)}`;
  return [
    { prediction: "every pixel foreground", [mean]: baselines.allForeground },
    { prediction: "every pixel background", [mean]: baselines.allBackground },
    { prediction: "threshold 0.5", [mean]: before },
    {
      prediction: `${steps.map(stepTitle).join(", ")} (chosen on these images)`,
      [mean]: after,
    },
    ...(gain
      ? [{
        prediction: "each fold with what the other folds chose",
        [mean]: before + gain.interval.mean,
      }]
      : []),
  ].map(({ prediction, ...scores }) => ({
    prediction,
    [mean]: Number(scores[mean]).toFixed(4),
  }));
}

/**
 * The gain on folds that did not choose it, and what is to be heeded, in words.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { gainText } from "./search.ts";
 *
 * if (!gainText(await exampleSearch()).includes("On folds that did not choose")) throw new Error();
 * ```
 */
export function gainText(search: ThresholdFile): string {
  const { chosen, candidates, warnings, before, after, metric, gain } = search;
  const name = metricTitle(metric);
  // Of what is chosen, its own gain would be too good: it won by that.
  const gains = chosen === 0
    ? candidates.flatMap(({ name, gain }) =>
      gain ? [gainSentence(`the gain of ${name}`, gain)] : []
    )
    : gain
    ? [gainSentence("the gain of all that was searched and chosen", gain)]
    : [];
  const own = chosen === 0
    ? "Threshold 0.5 stays as it is."
    : `On the images that it was chosen on, the gain of ${
      candidates[chosen]!.name
    } is ${signed(after - before)} mean ${name}.`;
  return [
    [own, ...gains].join(" "),
    ...warnings.map((text) => `**Note:** ${text}`),
  ].join("\n\n");
}

/** What an interval says, in words. */
const VERDICTS = {
  gain: "more than chance would give.",
  noise: "this could be chance.",
  loss: "it loses, and more than chance would.",
} as const;

function gainSentence(what: string, { interval }: StepsGain): string {
  const { mean, low, high, count, groups } = interval;
  const drawn = `n = ${count} images${groups ? ` of ${groups} groups` : ""}`;
  return `On folds that did not choose, ${what} is **${
    signed(mean)
  }** (95 % bootstrap interval ${signed(low)} to ${
    signed(high)
  }, ${drawn}; the choices held fixed): ${VERDICTS[gainVerdict(interval)]}`;
}

/**
 * What was considered, a row each: steps, score, gain on folds that did not choose; where one misses the recipe's
 * constraints, which.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { candidateRows } from "./search.ts";
 *
 * const rows = candidateRows(await exampleSearch());
 * if (rows[0]?.["candidate"] !== "threshold 0.5") throw new Error();
 * ```
 */
export function candidateRows(
  search: ThresholdFile,
): Record<string, TableValue>[] {
  const { candidates, chosen, metric } = search;
  const name = metricTitle(metric);
  const constrained = candidates.some(({ allowed }) => !allowed);
  return candidates.map((
    { name: candidate, steps, mean, unseen, gain, allowed },
    i,
  ) => ({
    candidate: i === chosen ? `${candidate} (chosen)` : candidate,
    steps: steps.map(stepTitle).join(", "),
    [`${name}, own images`]: mean.toFixed(4),
    [`${name}, unseen folds`]: unseen?.toFixed(4) ?? "",
    "gain, 95 % interval": gain
      ? `${signed(gain.interval.low)} to ${signed(gain.interval.high)}`
      : "",
    ...(constrained ? { "meets the constraints": allowed ? "yes" : "no" } : {}),
  }));
}
