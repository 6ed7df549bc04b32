import { statfs } from "node:fs/promises";
import { checkSpace } from "./checks.ts";
import { explainFailure } from "./explain_failure.ts";
import type { Platform, Variant } from "./platform.ts";
import type { Progress } from "./progress.ts";
import {
  type CommandOptions,
  type CommandResult,
  runCommand,
} from "./run_command.ts";

/** What every step works on. */
export interface Project {
  /** The project folder, without links. */
  readonly root: string;
  readonly platform: Platform;
  readonly variant: Variant;
  readonly progress: Progress;
  /** Told each child's number, see {@linkcode LockHandle}. */
  readonly onChild?: (pid: number | undefined) => Promise<void>;
}

/** The folder for work that is renamed into place when it is whole; emptied at the start of each set-up. */
export function workFolder(project: Project): string {
  return `${project.root}/.setup/work`;
}

/** The file with all that the commands of the last set-up printed. */
export function logPath(project: Project): string {
  return `${project.root}/.setup/log.txt`;
}

/** Runs a command in the project folder, logged, with its temporary files inside the project. */
export function run(
  project: Project,
  command: readonly [string, ...string[]],
  options: Pick<CommandOptions, "env" | "onLine"> = {},
): Promise<CommandResult> {
  return runCommand(command, {
    cwd: project.root,
    log: logPath(project),
    ...(project.onChild && { onChild: project.onChild }),
    ...options,
    env: { TMPDIR: workFolder(project), NO_COLOR: "1", ...options.env },
  });
}

/**
 * Runs a command as {@linkcode run} does and refuses its failure.
 *
 * @param what What it is for, as in "install the Python packages".
 * @throws {InputError} Where its exit code is not 0.
 */
export async function runOrExplain(
  project: Project,
  what: string,
  command: readonly [string, ...string[]],
  options: Pick<CommandOptions, "env" | "onLine"> = {},
): Promise<CommandResult> {
  const result = await run(project, command, options);
  if (result.code !== 0) throw explainFailure(what, result, logPath(project));
  return result;
}

/**
 * Refuses to begin where the disk would fill up.
 *
 * @param megabytes What is needed at the peak; 10^6 bytes.
 * @throws {InputError} Where less is free.
 */
export async function requireSpace(
  project: Project,
  megabytes: number,
  purpose: string,
): Promise<void> {
  checkSpace(megabytes, purpose, project.root, await statfs(project.root));
}

/** Puts a finished folder or file in its place; what stood there goes away whole. */
export async function putInPlace(
  project: Project,
  from: string,
  to: string,
): Promise<void> {
  await discard(project, to);
  await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
  await Deno.rename(from, to);
}

let discarded = 0;

/** Removes a folder or file at one stroke: renamed into the work folder first, then deleted. */
export async function discard(project: Project, path: string): Promise<void> {
  await Deno.mkdir(workFolder(project), { recursive: true });
  const aside = `${workFolder(project)}/old-${discarded++}`;
  try {
    await Deno.rename(path, aside);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  await Deno.remove(aside, { recursive: true });
}

/** Removes what earlier, cut-off set-ups left in the work folder. */
export async function emptyWorkFolder(project: Project): Promise<void> {
  await Deno.remove(workFolder(project), { recursive: true }).catch(() => {});
  await Deno.mkdir(workFolder(project), { recursive: true });
}
