import { type Figure, rowPanels, signed } from "../plots/mod.ts";
import { stepTitle } from "../recipes/mod.ts";
import type { ThresholdFile } from "../stages/threshold_file.ts";
import { metricTitle, percent, searchBasis } from "./search_text.ts";

/** Longer steps have no room beside their row; the table of the candidates has them. */
const MOST_LETTERS = 40;

/** What a simulated setting does, in few words. */
function rowName(
  { candidates }: ThresholdFile,
  index: number,
  name: string,
): string {
  const steps = candidates[index]?.steps.map(stepTitle).join(", ");
  return steps === undefined || steps === name || steps.length > MOST_LETTERS
    ? name
    : `${name}: ${steps}`;
}

/**
 * How each candidate fares on simulated boards: spread of its scores on both, of the gap between them, and how often
 * it wins; the recommended one pointed out.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { shakeUpFigure } from "./shake_up.ts";
 *
 * if (shakeUpFigure(await exampleSearch()).data.length !== 5) throw new Error();
 * ```
 */
export function shakeUpFigure(search: ThresholdFile): Figure {
  const { shakeUp, metric } = search;
  const { settings, rounds, publicImages, privateImages, choice } = shakeUp;
  return rowPanels({
    title: `${rounds.toLocaleString("en-US")} simulated competitions`,
    note:
      `boards of ${publicImages} and ${privateImages} images · lines: 90 % of the rounds`,
    y: { label: "Candidate" },
    rows: settings.map(({ name }, s) => rowName(search, s, name)),
    panels: [
      {
        x: { label: `Mean ${metricTitle(metric)}` },
        width: 1.3,
        series: [
          {
            kind: "spread",
            name: "public board",
            color: 4,
            values: settings.map((setting) => setting.public),
          },
          {
            kind: "spread",
            name: "private board",
            color: 0,
            values: settings.map((setting) => setting.private),
          },
        ],
      },
      {
        x: { label: "Private less public" },
        zero: true,
        series: [{
          kind: "spread",
          name: "gap",
          color: 2,
          values: settings.map(({ gap }) => gap),
        }],
      },
      {
        x: { label: "Wins", unit: "% of rounds", range: [0, 112] },
        series: [
          {
            kind: "bar",
            name: "public board",
            color: 4,
            values: settings.map(({ publicWins }) => 100 * publicWins),
          },
          {
            kind: "bar",
            name: "private board",
            color: 0,
            values: settings.map(({ privateWins }) => 100 * privateWins),
          },
        ],
      },
    ],
    marked: choice,
    basis: searchBasis(search),
  });
}

/**
 * What the simulated boards recommend, and how far to trust a public board.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { shakeUpText } from "./shake_up.ts";
 *
 * if (!shakeUpText(await exampleSearch()).includes("private board")) throw new Error();
 * ```
 */
export function shakeUpText(search: ThresholdFile): string {
  const { shakeUp, chosen, candidates } = search;
  const { settings, choice, sameWinner, regret, withReplacement } = shakeUp;
  const winner = settings[choice]!;
  const used = settings[chosen];
  const { gap } = winner;
  const chance = `Chance alone moves a score between the boards by ${
    signed(gap.low)
  } to ${signed(gap.high)} in 90 % of the rounds`;
  const share = percent(winner.privateWins);
  const advice = choice === chosen
    ? `Most often **${winner.name}** wins the private board (${share} of the rounds), and it is what was chosen.`
    : `Most often **${winner.name}** wins the private board (${share} of the rounds); what was chosen, ${
      candidates[chosen]!.name
    }, wins ${percent(used?.privateWins ?? 0)}${
      candidates[choice]!.allowed
        ? ""
        : `, because ${winner.name} does not meet the recipe's constraints`
    }.`;
  const trust = settings.length > 1
    ? ` The public board's best is the private one's in ${
      percent(sameWinner)
    } of the rounds; who follows the public board loses ${
      regret.toFixed(4)
    } on the private one on average.`
    : "";
  const again = withReplacement
    ? " There are fewer images than both boards need: some come more than once."
    : "";
  return `${chance}. ${advice}${trust}${again}`;
}
