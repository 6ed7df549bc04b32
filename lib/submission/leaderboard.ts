import { parseRunScores, type RunScores } from "./run_scores.ts";

/** One run of the leaderboard. */
export interface LeaderboardRow {
  /** The run folder's name. */
  readonly run: string;
  /** `finished`: has scores. `half-finished`: was begun, has none yet. `unreadable`: a file is broken. */
  readonly state: "finished" | "half-finished" | "unreadable";
  /** The scores of a finished run. */
  readonly scores?: RunScores;
  /** The recipe's name, where a file tells. */
  readonly recipe?: string;
  /** Why there are no scores. */
  readonly problem?: string;
}

/** A file's JSON; `undefined` where there is no such file. */
async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is no JSON`, { cause });
  }
}

/** The recipe's name in `run.json`: a name, or a recipe with its name. */
function recipeOf(config: unknown): { recipe?: string } {
  if (typeof config !== "object" || config === null) return {};
  const recipe = "recipe" in config ? config.recipe : undefined;
  if (typeof recipe === "string") return { recipe };
  if (typeof recipe !== "object" || recipe === null) return {};
  return "name" in recipe && typeof recipe.name === "string"
    ? { recipe: recipe.name }
    : {};
}

async function readRow(
  folder: string,
  run: string,
): Promise<LeaderboardRow | undefined> {
  let recipe: { recipe?: string } = {};
  try {
    const config = await readJson(`${folder}/run.json`);
    recipe = recipeOf(config);
    const path = `${folder}/scores.json`;
    const value = await readJson(path);
    if (value !== undefined) {
      const scores = parseRunScores(value, path);
      return { run, state: "finished", scores, recipe: scores.recipe };
    }
    if (config === undefined) return undefined;
    const problem = "scores.json is not there yet";
    return { run, state: "half-finished", ...recipe, problem };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { run, state: "unreadable", ...recipe, problem };
  }
}

/**
 * Lists all runs under the outputs folder, the best first by mean Dice after the search; then those without scores,
 * by name. A broken file of one run does not hide the others. Folders with neither `run.json` nor `scores.json` are
 * no runs.
 *
 * @param outputsFolder Holds one folder a run; none is an empty leaderboard.
 *
 * @example
 * ```ts
 * import { readLeaderboard } from "./leaderboard.ts";
 *
 * const outputs = await Deno.makeTempDir();
 * await Deno.mkdir(`${outputs}/a`);
 * await Deno.writeTextFile(`${outputs}/a/run.json`, '{ "recipe": "quick" }');
 * const [row] = await readLeaderboard(outputs);
 * if (row?.state !== "half-finished" || row.recipe !== "quick") throw new Error();
 * ```
 */
export async function readLeaderboard(
  outputsFolder: string,
): Promise<LeaderboardRow[]> {
  const rows: LeaderboardRow[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(outputsFolder)) {
      if (isFile) continue;
      const row = await readRow(`${outputsFolder}/${name}`, name);
      if (row !== undefined) rows.push(row);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const key = (row: LeaderboardRow) => row.scores?.meanDiceAfterSearch ?? -1;
  return rows.sort((a, b) => key(b) - key(a) || (a.run < b.run ? -1 : 1));
}
