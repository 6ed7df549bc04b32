import { fileURLToPath } from "node:url";
import { pathExists } from "../../lib/core/path_exists.ts";
import { writeJsonAtomic } from "../../lib/core/write_file.ts";
import { checkDeno, checkNode } from "./checks.ts";
import { childEnvironment } from "./environment.ts";
import { withLock } from "./lock.ts";
import { makeMissing } from "./make_missing.ts";
import { type Findings, findMissing, forgetRefusal, makePlan } from "./plan.ts";
import { choosePlatform, type Variant } from "./platform.ts";
import { Progress } from "./progress.ts";
import { emptyWorkFolder, logPath, type Project } from "./project.ts";
import { readState, removeStamp } from "./step.ts";
import { NO_BROWSER } from "./step_browser.ts";
import type { Backend } from "./step_kernel.ts";

/** Options of {@linkcode ensureSetup}. */
export interface SetupOptions {
  /**
   * Whether TensorFlow comes with CUDA.
   *
   * @default as it was chosen last, at first without
   */
  readonly gpu?: boolean;
  /**
   * Whether progress and warnings stay unsaid.
   *
   * @default false
   */
  readonly quiet?: boolean;
  /**
   * The project folder.
   *
   * @default the one this file belongs to
   */
  readonly root?: string;
  /**
   * Whether what could not be had the last time (the native library, a browser) is tried again.
   *
   * @default false
   */
  readonly retry?: boolean;
}

/** What is set up. */
export interface Setup {
  /** The pinned Deno. */
  readonly deno: string;
  /** The Python of the project's environment. */
  readonly python: string;
  /** The project folder, without links. */
  readonly root: string;
  /** What tensors are computed by. */
  readonly backend: Backend;
  /** What a person should know, where something could not be had. */
  readonly warning?: string;
  /** The variables that each child process needs, on top of the present ones. */
  environment(): Record<string, string>;
}

const variantPath = (root: string) => `${root}/.setup/variant.json`;

async function lastVariant(root: string): Promise<Variant> {
  return await readState(variantPath(root)) === "gpu" ? "gpu" : "cpu";
}

/** What the portable backend means for a person; the slowdown is that of a training step of the default recipe. */
export function portableWarning(reason: string, remedy?: string): string {
  return `TensorFlow's native library cannot be had: ${reason}. The portable backend (WebAssembly) takes its place: ` +
    "the same network, trained about four times slower, so that only `--smoke` is sensible." +
    (remedy ? ` ${remedy}` : " `deno task setup` tries again.");
}

async function describe(
  root: string,
  found: Findings,
): Promise<Setup> {
  const { backend, refusal } = found;
  const browser = await Deno.readTextFile(`${root}/${NO_BROWSER}`)
    .catch(() => undefined);
  const warning = [
    refusal && portableWarning(refusal.reason, refusal.remedy),
    browser,
  ].filter((text) => text !== undefined).join("\n");
  return {
    deno: `${root}/.venv/bin/deno`,
    python: `${root}/.venv/bin/python`,
    root,
    backend,
    ...(warning !== "" && { warning }),
    environment: () =>
      childEnvironment(
        root,
        backend,
        Deno.env.get("PATH") ?? "/usr/bin:/bin",
        Deno.env.get("SEGBOOK_MEMORY"),
      ),
  };
}

/** Where the progress goes: to standard error, so that standard output stays the task's own. */
function stderrProgress(quiet: boolean): Progress {
  const encoder = new TextEncoder();
  return new Progress({
    write: quiet ? () => {} : (text) => {
      Deno.stderr.writeSync(encoder.encode(text));
    },
    terminal: Deno.stderr.isTerminal(),
  });
}

async function work(project: Project, retry: boolean): Promise<void> {
  const { root, progress } = project;
  await withLock(
    `${root}/.setup`,
    (holder) =>
      progress.note(`Another set-up (process ${holder}) is at work; waiting.`),
    async (handle) => {
      const locked = { ...project, onChild: handle.setChild };
      const plan = await makePlan(locked);
      if (retry) {
        await forgetRefusal(root);
        if (await pathExists(`${root}/${NO_BROWSER}`)) {
          await removeStamp(root, plan.browser.id);
        }
      }
      if ((await findMissing(root, plan)).missing.length > 0) {
        await emptyWorkFolder(project);
        await Deno.remove(logPath(project)).catch(() => {});
        await makeMissing(locked, plan);
        await emptyWorkFolder(project);
      }
      await writeJsonAtomic(variantPath(root), project.variant);
    },
  );
}

/**
 * Makes sure that everything the tasks need is there, inside the project folder; the first call makes it, later ones
 * find it in milliseconds, and a changed pin has only what depends on it made anew. Needs no npm package itself.
 *
 * @param options What is wanted.
 * @returns Where things are.
 * @throws {InputError} Where something that a person can mend stands in the way.
 */
export async function ensureSetup(options: SetupOptions = {}): Promise<Setup> {
  checkDeno(Deno.version.deno);
  checkNode(Deno.env.get("npm_config_user_agent"));
  const root = await Deno.realPath(
    options.root ?? fileURLToPath(new URL("../..", import.meta.url)),
  );
  const quiet = options.quiet ?? false;
  const variant = options.gpu === undefined
    ? await lastVariant(root)
    : options.gpu
    ? "gpu"
    : "cpu";
  const project: Project = {
    root,
    platform: choosePlatform(Deno.build.os, Deno.build.arch, variant),
    variant,
    progress: stderrProgress(quiet),
  };
  const plan = await makePlan(project);
  const before = await findMissing(root, plan);
  const again = options.retry === true || options.gpu !== undefined;
  if (before.missing.length > 0 || again) {
    await work(project, again);
  }
  const setup = await describe(root, await findMissing(root, plan));
  if (setup.warning !== undefined) {
    project.progress.note(`Warning: ${setup.warning}`);
  }
  return setup;
}
