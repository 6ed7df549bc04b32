import { formatDuration } from "../../lib/notebook/mod.ts";
import type { RunTrainingEvent } from "../../lib/stages/mod.ts";
import type { ProgressLines } from "../pipeline/terminal_progress.ts";

const digits = (value: number) => String(Number(value.toPrecision(4)));

/**
 * Prints how a fold's training goes on: a line an epoch, the step in between, what came out.
 *
 * @param lines Where.
 * @returns Takes each event.
 *
 * @example
 * ```ts
 * import { trainingReport } from "./training_report.ts";
 *
 * const lines: string[] = [];
 * const add = (text: string) => lines.push(text);
 * const tell = trainingReport({ line: add, update: add, end: () => {} });
 * tell({ fold: 0, type: "predicted", images: 3 });
 * if (lines.join() !== "3 images predicted") throw new Error(lines.join());
 * ```
 */
export function trainingReport(
  lines: ProgressLines,
): (event: RunTrainingEvent) => void {
  return (event) => {
    switch (event.type) {
      case "step":
        lines.update(
          `epoch ${event.epoch}  step ${event.step} of ${event.steps}  loss ${
            digits(event.loss)
          }  learning rate ${digits(event.learningRate)}  ${
            formatDuration(event.secondsLeft)
          } left`,
        );
        break;
      case "epoch":
        lines.line(
          `epoch ${event.epoch} of ${event.epochs}: loss ${digits(event.loss)}${
            event.dice === undefined ? "" : `, Dice ${event.dice.toFixed(4)}`
          }, ${formatDuration(event.seconds)}, ${
            Math.round(100 * event.waitShare)
          } % of its steps waiting for data`,
        );
        break;
      case "interrupted":
        lines.line(`stopped after step ${event.step}, checkpoint written`);
        break;
      case "done":
        lines.line(
          `trained ${event.epochs} epochs: Dice ${
            event.lastDice.toFixed(4)
          } at the end, ${
            event.bestDice.toFixed(4)
          } after epoch ${event.bestEpoch}`,
        );
        break;
      case "predicted":
        lines.line(`${event.images} images predicted`);
        break;
    }
  };
}
