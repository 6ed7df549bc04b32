import { basename } from "node:path";
import { writeJsonAtomic } from "../../lib/core/mod.ts";
import { formatDuration } from "../../lib/notebook/mod.ts";
import type { Run } from "../../lib/run/mod.ts";
import { executeNotebook } from "../notebooks/execute.ts";
import { standardOutput, terminalProgress } from "./terminal_progress.ts";

/** Names of the notebooks that ran to their end, in `pipeline.json`. */
async function readFinished(run: Run): Promise<string[]> {
  try {
    const value: unknown = JSON.parse(
      await Deno.readTextFile(`${run.folder.root}/pipeline.json`),
    );
    return Array.isArray(value)
      ? value.filter((name) => typeof name === "string")
      : [];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * Executes notebooks on a run, one after the other; their executed copies go to the run's `notebooks` folder.
 *
 * @param run The run.
 * @param notebooks Paths of the source notebooks.
 * @param resume Leave out those that an earlier call finished, up to the first it did not.
 * @param signal Interrupts the running cell and stops.
 * @returns Paths of the executed notebooks.
 * @throws {NotebookError} Where a cell fails; what was executed is kept.
 */
export async function executeRun(
  run: Run,
  notebooks: readonly string[],
  resume: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  const finished = resume ? await readFinished(run) : [];
  const targets: string[] = [];
  let skipping = resume;
  for (const [i, source] of notebooks.entries()) {
    const name = basename(source);
    const target = `${run.folder.notebooks}/${name}`;
    targets.push(target);
    skipping &&= finished.includes(name);
    const title = `${i + 1}/${notebooks.length} ${name.replace(".ipynb", "")}`;
    if (skipping) {
      console.log(`${title}: done before`);
      continue;
    }
    console.log(title);
    const progress = terminalProgress(standardOutput);
    const { seconds } = await executeNotebook({
      source,
      target,
      environment: { SEGBOOK_RUN: run.folder.root },
      onCell: progress.tell,
      signal,
    }).finally(progress.end);
    console.log(`    ${formatDuration(seconds)}`);
    const others = (await readFinished(run)).filter((other) => other !== name);
    await writeJsonAtomic(
      `${run.folder.root}/pipeline.json`,
      [...others, name].sort(),
    );
  }
  return targets;
}
