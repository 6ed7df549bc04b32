import { InputError } from "../core/mod.ts";

/** One part of a split, for the balance table. */
export interface FoldBalance {
  /** "hold-out" or "fold 0", "fold 1" ... */
  readonly part: string;
  /** Images in it. */
  readonly images: number;
  /** Groups in it. */
  readonly groups: number;
  /** Mean area ratio of its images. */
  readonly meanRatio: number;
  /** Its images in each area-ratio bin. */
  readonly bins: readonly number[];
}

/** A hold-out and a cross-validation, as `folds.json` holds them. */
export interface Folds {
  /** Of this format. */
  readonly version: 1;
  /** What the random choices were keyed with. */
  readonly seed: number;
  /** Ids that no fold uses, sorted. */
  readonly holdOut: readonly string[];
  /** Ids that each fold validates on, sorted; a fold trains on all the others'. */
  readonly folds: readonly (readonly string[])[];
  /** The area-ratio bins: lower bound, and how many labelled images fall in. */
  readonly bins: readonly { readonly lower: number; readonly count: number }[];
  /** One row a part; the hold-out first, where there is one. */
  readonly balance: readonly FoldBalance[];
}

/**
 * The images that a fold trains on: those that the other folds validate on.
 *
 * @param folds The split.
 * @param index Which fold, from 0.
 * @returns Ids, sorted.
 * @throws {InputError} Where there is no such fold.
 *
 * @example
 * ```ts
 * import { trainingIds } from "./folds.ts";
 *
 * const folds = { version: 1, seed: 0, holdOut: ["d"], folds: [["a"], ["c"], ["b"]], bins: [], balance: [] } as const;
 * if (trainingIds(folds, 0).join() !== "b,c") throw new Error();
 * ```
 */
export function trainingIds(folds: Folds, index: number): string[] {
  if (folds.folds[index] === undefined) {
    throw new InputError(
      `Cannot list training images: fold must be 0 to ${
        folds.folds.length - 1
      }, current value is ${index}`,
    );
  }
  return folds.folds.filter((_, i) => i !== index).flat().sort();
}

const isIds = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((id) => typeof id === "string");

const isRecords = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) &&
  value.every((row) => typeof row === "object" && row !== null);

const isNumbers = (row: Record<string, unknown>, ...keys: string[]) =>
  keys.every((key) => typeof row[key] === "number");

/** What is wrong with a parsed `folds.json`: the key, and what it must be. */
function fault(value: Record<string, unknown>): [string, string] | undefined {
  const { version, seed, holdOut, folds, bins, balance } = value;
  if (version !== 1) return ["version", "1"];
  if (!Number.isSafeInteger(seed)) return ["seed", "an integer"];
  if (!isIds(holdOut)) return ["holdOut", "a list of ids"];
  if (!Array.isArray(folds) || folds.length === 0 || !folds.every(isIds)) {
    return ["folds", "a list of lists of ids"];
  }
  const ids = [...holdOut, ...folds.flat()];
  if (new Set(ids).size < ids.length) return ["folds", "ids used once each"];
  if (!isRecords(bins) || !bins.every((b) => isNumbers(b, "lower", "count"))) {
    return ["bins", "a list of {lower, count}"];
  }
  const whole = (row: Record<string, unknown>) =>
    typeof row.part === "string" && Array.isArray(row.bins) &&
    isNumbers(row, "images", "groups", "meanRatio");
  if (!isRecords(balance) || !balance.every(whole)) {
    return ["balance", "a list of {part, images, groups, meanRatio, bins}"];
  }
}

/**
 * Checks that a parsed JSON value is a split.
 *
 * @param value What `JSON.parse` gave.
 * @param file Named in the error.
 * @throws {InputError} Where a key is missing or of a wrong type, or an id is used twice.
 *
 * @example
 * ```ts
 * import { parseFolds } from "./folds.ts";
 *
 * const value = { version: 1, seed: 0, holdOut: [], folds: [["a"], ["b"]], bins: [], balance: [] };
 * if (parseFolds(value, "folds.json").folds.length !== 2) throw new Error();
 * ```
 */
export function parseFolds(value: unknown, file: string): Folds {
  const remedy = "Run notebook 02 again: it writes this file.";
  if (typeof value !== "object" || value === null) {
    throw new InputError(
      `Cannot read folds: the file must hold a JSON object, current value is ${
        JSON.stringify(value)
      }`,
      { file, remedy },
    );
  }
  const record: Record<string, unknown> = { ...value };
  const wrong = fault(record);
  if (wrong) {
    const current = JSON.stringify(record[wrong[0]])?.slice(0, 80);
    throw new InputError(
      `Cannot read folds: ${wrong[0]} must be ${
        wrong[1]
      }, current value is ${current}`,
      { file, remedy },
    );
  }
  return value as Folds;
}

/**
 * Reads a run's `folds.json`.
 *
 * @param path The file.
 * @throws {InputError} Where it is missing, no JSON, or no split.
 *
 * @example
 * ```ts
 * import { readFolds } from "./folds.ts";
 *
 * const path = `${await Deno.makeTempDir()}/folds.json`;
 * const folds = { version: 1, seed: 0, holdOut: [], folds: [["a"], ["b"]], bins: [], balance: [] };
 * await Deno.writeTextFile(path, JSON.stringify(folds));
 * if ((await readFolds(path)).folds[1]?.[0] !== "b") throw new Error();
 * ```
 */
export async function readFolds(path: string): Promise<Folds> {
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound
      ? "file does not exist"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new InputError(`Cannot read folds: ${reason}`, {
      file: path,
      remedy: "Run notebook 02 first: it writes this file.",
      cause,
    });
  }
  return parseFolds(value, path);
}
