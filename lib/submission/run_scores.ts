import { InputError } from "../core/mod.ts";

/** A run's `scores.json`, written at its end. */
export interface RunScores {
  /** The run folder's name. */
  readonly run: string;
  /** The recipe's name. */
  readonly recipe: string;
  /** The dataset's name. */
  readonly dataset: string;
  /** Folds that were trained. */
  readonly folds: number;
  /** Mean Dice of each fold's validation images, before the threshold search. */
  readonly meanDiceByFold: readonly number[];
  /** Mean Dice of all out-of-fold images, before the threshold search. */
  readonly meanDiceOutOfFold: number;
  /** Mean Dice of all out-of-fold images at the choice of the threshold search. */
  readonly meanDiceAfterSearch: number;
  /** Mean Dice of the hold-out, where there is one. */
  readonly holdOutDice?: number;
  /** The submission that was written. */
  readonly submission: {
    /** Relative to the run folder, or absolute. */
    readonly path: string;
    /** Masks in it. */
    readonly images: number;
    /** Whether it passed the format's check. */
    readonly valid: boolean;
  };
  /** ISO 8601. */
  readonly createdAt: string;
}

type Rule = readonly [must: string, holds: (value: unknown) => boolean];

const isScore = (value: unknown) =>
  typeof value === "number" && value >= 0 && value <= 1;
const isCount = (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const text: Rule = ["a text", (v) => typeof v === "string" && v !== ""];
const score: Rule = ["a number in [0, 1]", isScore];
const count: Rule = ["an integer of 0 or more", isCount];
const record: Rule = [
  "an object",
  (v) => typeof v === "object" && v !== null && !Array.isArray(v),
];

const rules: Readonly<Record<string, Rule>> = {
  run: text,
  recipe: text,
  dataset: text,
  folds: count,
  meanDiceByFold: [
    "a list of numbers in [0, 1]",
    (v) => Array.isArray(v) && v.every(isScore),
  ],
  meanDiceOutOfFold: score,
  meanDiceAfterSearch: score,
  holdOutDice: [
    "absent or a number in [0, 1]",
    (v) => v === undefined || isScore(v),
  ],
  submission: record,
  createdAt: [
    "a date and time (ISO 8601)",
    (v) => typeof v === "string" && !Number.isNaN(Date.parse(v)),
  ],
};

const submissionRules: Readonly<Record<string, Rule>> = {
  path: ["a text", (v) => typeof v === "string"],
  images: count,
  valid: ["true or false", (v) => typeof v === "boolean"],
};

function check(
  value: unknown,
  rules: Readonly<Record<string, Rule>>,
  prefix: string,
  file: string,
): void {
  const refuse = (key: string, must: string, current: unknown) =>
    new InputError(
      `Cannot read scores: ${key} must be ${must}, current value is ${
        JSON.stringify(current)?.slice(0, 80)
      }`,
      { file, remedy: "Run notebook 06 again: it writes this file." },
    );
  if (!record[1](value)) throw refuse(prefix || "the file", record[0], value);
  const object: Record<string, unknown> = { ...Object(value) };
  for (const [key, [must, holds]] of Object.entries(rules)) {
    if (!holds(object[key])) throw refuse(prefix + key, must, object[key]);
  }
}

/**
 * Checks that a parsed JSON value is a run's scores. Keys beyond the known ones are let through.
 *
 * @param value What `JSON.parse` gave.
 * @param file Named in the error.
 * @throws {InputError} Where a key is missing or mistyped; names file, key and value.
 *
 * @example
 * ```ts
 * import { parseRunScores } from "./run_scores.ts";
 *
 * let message = "";
 * try {
 *   parseRunScores({ run: 7 }, "outputs/a/scores.json");
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("run must be a text, current value is 7")) throw new Error();
 * ```
 */
export function parseRunScores(value: unknown, file: string): RunScores {
  check(value, rules, "", file);
  const scores = value as RunScores;
  check(scores.submission, submissionRules, "submission.", file);
  return scores;
}
