import { basename } from "node:path";
import { writeJsonAtomic } from "../../lib/core/mod.ts";
import { formatDuration } from "../../lib/notebook/mod.ts";
import type { Run } from "../../lib/run/mod.ts";
import { executeNotebook } from "../notebooks/execute.ts";
import { standardOutput, terminalProgress } from "./terminal_progress.ts";

const finishedPath = (run: Run) => `${run.folder.root}/pipeline.json`;

/** Names of the notebooks that ran to their end, in `pipeline.json`; of a damaged one none, so that they run again. */
async function readFinished(run: Run): Promise<string[]> {
  try {
    const value: unknown = JSON.parse(
      await Deno.readTextFile(finishedPath(run)),
    );
    return Array.isArray(value)
      ? value.filter((name) => typeof name === "string")
      : [];
  } catch (error) {
    const none = error instanceof Deno.errors.NotFound ||
      error instanceof SyntaxError;
    if (none) return [];
    throw error;
  }
}

/** Paths of the run's executed notebooks, in order. */
async function executedNotebooks({ folder }: Run): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder.notebooks)) {
    if (name.endsWith(".ipynb")) names.push(name);
  }
  return names.sort().map((name) => `${folder.notebooks}/${name}`);
}

/**
 * Executes notebooks on a run, one after the other; their executed copies go to the run's `notebooks` folder.
 *
 * Which ones ran to their end stands in the run's `pipeline.json`. One that is executed again takes itself and those
 * after it off that list first: they read what it writes, so a resume after a stop there executes them again.
 *
 * @param run The run.
 * @param notebooks Paths of the source notebooks, sorted by name.
 * @param resume Leave out those that an earlier call finished, up to the first it did not.
 * @param signal Interrupts the running cell and stops.
 * @returns Paths of all executed notebooks of the run, those of earlier calls too.
 * @throws {NotebookError} Where a cell fails; what was executed is kept.
 */
export async function executeRun(
  run: Run,
  notebooks: readonly string[],
  resume: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  let skipping = resume;
  for (const [i, source] of notebooks.entries()) {
    const name = basename(source);
    const finished = await readFinished(run);
    skipping &&= finished.includes(name);
    const title = `${i + 1}/${notebooks.length} ${name.replace(".ipynb", "")}`;
    if (skipping) {
      console.log(`${title}: done before`);
      continue;
    }
    console.log(title);
    const earlier = finished.filter((other) => other < name).sort();
    await writeJsonAtomic(finishedPath(run), earlier);
    const progress = terminalProgress(standardOutput);
    const { seconds } = await executeNotebook({
      source,
      target: `${run.folder.notebooks}/${name}`,
      environment: { SEGBOOK_RUN: run.folder.root },
      onCell: progress.tell,
      signal,
    }).finally(progress.end);
    console.log(`    ${formatDuration(seconds)}`);
    await writeJsonAtomic(finishedPath(run), [...earlier, name]);
  }
  return await executedNotebooks(run);
}
