import {
  bars,
  escapeHtml,
  type Figure,
  tableHtml,
  type TableValue,
} from "../plots/mod.ts";
import type { DocumentParts } from "./document_parts.ts";
import { figureHtml } from "./figure_html.ts";
import type { ReportSummary, SummaryFact } from "./summary.ts";

const score = (value: number) => value.toFixed(3);
const number = (value: number) => value.toLocaleString("en-US");
const counted = (count: number, noun: string) =>
  `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function card(
  label: string,
  value: string,
  facts: readonly (string | undefined)[],
  kind = "",
): string {
  const lines = facts.filter((fact) => fact !== undefined)
    .map((fact) => `<li>${escapeHtml(fact)}</li>`).join("");
  return `<div class="card ${kind}"><p class="label">${escapeHtml(label)}</p>` +
    `<p class="value">${escapeHtml(value)}</p><ul>${lines}</ul></div>`;
}

function scoreCard(scores: NonNullable<ReportSummary["scores"]>): string {
  const { dice, diceBefore, interval, images, baseline, holdOut } = scores;
  return card("Mean Dice, out of fold", score(dice), [
    interval
      ? `95 % interval ${score(interval[0])} to ${score(interval[1])}`
      : undefined,
    `n = ${counted(images, "image")}`,
    diceBefore === undefined
      ? undefined
      : `${score(diceBefore)} before the threshold search`,
    baseline === undefined
      ? undefined
      : `${score(baseline)} if everything were foreground`,
    holdOut
      ? `${score(holdOut.dice)} on ${counted(holdOut.images, "held-out image")}`
      : undefined,
  ], "main");
}

function cards(summary: ReportSummary): string {
  const { data, recipe, scores, submission } = summary;
  return [
    scores && scoreCard(scores),
    data && card("Data", data.name, [
      `${counted(data.labelled, "labelled image")}, ${
        number(data.unlabelled)
      } to predict`,
      `${data.kind} layout${data.synthetic ? ", drawn by this project" : ""}`,
      data.leftOut > 0
        ? `${counted(data.leftOut, "file")} left out`
        : undefined,
    ]),
    recipe && card("Recipe", recipe.name, [
      recipe.title,
      ...(recipe.facts ?? []).map(({ label, value }) => `${label}: ${value}`),
    ]),
    submission && card(
      "Submission",
      submission.valid ? "valid" : "not valid",
      [
        submission.file,
        `${counted(submission.images, "image")}, format ${submission.format}`,
        ...(submission.notes ?? []),
      ],
      submission.valid ? "" : "bad",
    ),
  ].filter((html) => html !== undefined).join("\n");
}

function foldTable(scores: NonNullable<ReportSummary["scores"]>): string {
  const before = scores.folds.some((fold) => fold.diceBefore !== undefined);
  const iou = scores.folds.some((fold) => fold.iou !== undefined);
  const rows = scores.folds.map((fold): Record<string, TableValue> => ({
    fold: String(fold.fold),
    images: fold.images,
    before: fold.diceBefore,
    dice: fold.dice,
    iou: fold.iou,
  }));
  return tableHtml(rows, {
    columns: [
      { key: "fold", label: "Fold" },
      { key: "images", label: "Images" },
      ...(before ? [{ key: "before", label: "Dice at 0.5", digits: 3 }] : []),
      { key: "dice", label: "Dice, chosen point", digits: 3 },
      ...(iou ? [{ key: "iou", label: "IoU", digits: 3 }] : []),
    ],
  });
}

/**
 * The chart of the scores by fold, or none where there are fewer than two folds.
 *
 * @example
 * ```ts
 * import { foldFigure } from "./summary_html.ts";
 *
 * if (foldFigure({ run: { name: "a", seed: 1 } }) !== undefined) throw new Error();
 * ```
 */
export function foldFigure(summary: ReportSummary): Figure | undefined {
  const { scores } = summary;
  if (!scores || scores.folds.length < 2) return undefined;
  const before = scores.folds.map((fold) => fold.diceBefore)
    .filter((value) => value !== undefined);
  const after = {
    name: "at the chosen point",
    values: scores.folds.map((fold) => fold.dice),
  };
  return bars({
    title: "Mean Dice by fold",
    x: { label: "Fold" },
    y: { label: "Mean Dice", range: [0, 1] },
    categories: scores.folds.map((fold) => String(fold.fold)),
    series: before.length === scores.folds.length
      ? [{ name: "at threshold 0.5", values: before }, after]
      : [after],
    n: scores.folds.reduce((sum, fold) => sum + fold.images, 0),
    of: "images",
    digits: 3,
  });
}

function factList(facts: readonly SummaryFact[]): string {
  return `<dl class="facts">${
    facts.map(({ label, value }) =>
      `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`
    ).join("")
  }</dl>`;
}

function runLine(run: ReportSummary["run"]): string {
  return [
    `Run ${run.name}`,
    ...(run.finished
      ? [run.finished.slice(0, 16).replace("T", " ") + " UTC"]
      : []),
    `seed ${run.seed}`,
    ...(run.seconds === undefined ? [] : [`took ${duration(run.seconds)}`]),
  ].map(escapeHtml).join(" · ");
}

/**
 * The head of the report: title, cards, scores by fold, warnings.
 *
 * @param title Title of the document.
 * @param summary What is told.
 * @param still Base64 of a PNG of {@linkcode foldFigure}, where there is one.
 * @param parts Gathers headings and figures.
 */
export function summaryHtml(
  title: string,
  summary: ReportSummary,
  still: string | undefined,
  parts: DocumentParts,
): string {
  const id = parts.newId("summary");
  parts.toc.push({ id, text: "Summary", level: 2 });
  const { run, scores, recipe } = summary;
  const figure = foldFigure(summary);
  const chosen = scores?.steps
    ? `<p>Chosen on out-of-fold probabilities: ${
      escapeHtml(scores.steps.join(", then "))
    }.</p>`
    : "";
  return `<section class="summary" id="${id}">
<h1>${escapeHtml(title)}</h1>
<p class="run">${runLine(run)}</p>
${
    (summary.warnings ?? []).map((text) =>
      `<p class="warning">${escapeHtml(text)}</p>`
    ).join("\n")
  }
<div class="cards">${cards(summary)}</div>
${
    scores && scores.folds.length > 0
      ? `<div class="by-fold"><h3>Scores by fold</h3>${chosen}<div class="scroll">${
        foldTable(scores)
      }</div></div>`
      : ""
  }
${
    figure
      ? figureHtml(
        {
          data: figure.data,
          layout: { ...figure.layout, autosize: true, height: 340 },
          config: { displaylogo: false, responsive: true },
        },
        still,
        "Mean Dice by fold",
        parts,
      )
      : ""
  }
${
    recipe
      ? `<p class="source">Recipe after: ${escapeHtml(recipe.source)}</p>`
      : ""
  }
${run.environment?.length ? factList(run.environment) : ""}
</section>`;
}
