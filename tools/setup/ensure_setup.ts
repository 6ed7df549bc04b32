import { InputError } from "../../lib/core/input_error.ts";
import { writeJsonAtomic } from "../../lib/core/write_file.ts";
import { checkDeno, checkNode } from "./checks.ts";
import { childEnvironment } from "./environment.ts";
import { withLock } from "./lock.ts";
import { NativeUnavailable } from "./native_unavailable.ts";
import { choosePlatform, type Variant } from "./platform.ts";
import { Progress } from "./progress.ts";
import { emptyWorkFolder, logPath, type Project } from "./project.ts";
import {
  hashInputs,
  isCurrent,
  makeStep,
  readState,
  removeStamp,
  type Step,
} from "./step.ts";
import { addonStep } from "./step_addon.ts";
import { browserStep, NO_BROWSER } from "./step_browser.ts";
import { type Backend, kernelStep } from "./step_kernel.ts";
import { type DenoConfig, npmStep } from "./step_npm.ts";
import { pythonStep } from "./step_python.ts";
import { tensorflowStep } from "./step_tensorflow.ts";

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

interface Plan {
  readonly python: Step;
  readonly npm: Step;
  readonly tensorflow: Step;
  readonly addon: Step;
  readonly browser: Step;
  kernel(backend: Backend): Step;
}

/** Why the native library cannot be had, remembered so that each run need not try. */
interface Refusal {
  readonly key: string;
  readonly reason: string;
  readonly remedy?: string;
}

const variantPath = (root: string) => `${root}/.setup/variant.json`;
const refusalPath = (root: string) => `${root}/.setup/wasm.json`;

async function lastVariant(root: string): Promise<Variant> {
  return await readState(variantPath(root)) === "gpu" ? "gpu" : "cpu";
}

async function readInput(root: string, name: string): Promise<string> {
  try {
    return await Deno.readTextFile(`${root}/${name}`);
  } catch (cause) {
    throw new InputError(`Cannot set up: ${name} must be in the project`, {
      file: `${root}/${name}`,
      remedy: "Clone the project anew, or run `git checkout -- .` in it.",
      cause,
    });
  }
}

async function makePlan(project: Project): Promise<Plan> {
  const [requirements, lock, text] = await Promise.all(
    ["requirements.txt", "deno.lock", "deno.json"].map((name) =>
      readInput(project.root, name)
    ),
  );
  const config: DenoConfig = JSON.parse(text ?? "");
  const tensorflow = tensorflowStep(project);
  return {
    python: pythonStep(project, requirements ?? ""),
    npm: npmStep(project, config, lock ?? ""),
    tensorflow,
    addon: addonStep(project, config, tensorflow.inputs),
    browser: browserStep(project, config),
    kernel: (backend) => kernelStep(project, backend),
  };
}

const nativeKey = (plan: Plan) =>
  hashInputs([plan.tensorflow.inputs, plan.addon.inputs]);

async function readRefusal(
  root: string,
  plan: Plan,
): Promise<Refusal | undefined> {
  const value = await readState(refusalPath(root));
  return typeof value === "object" && value !== null && "key" in value &&
      value.key === nativeKey(plan) && "reason" in value &&
      typeof value.reason === "string"
    ? {
      key: value.key as string,
      reason: value.reason,
      ...("remedy" in value && typeof value.remedy === "string" &&
        { remedy: value.remedy }),
    }
    : undefined;
}

/** The steps that are not done, and what computes tensors when they are. */
async function findMissing(
  root: string,
  plan: Plan,
): Promise<{ missing: Step[]; backend: Backend; refusal?: Refusal }> {
  const refusal = await readRefusal(root, plan);
  const backend = refusal ? "wasm" : "native";
  const wanted = [
    plan.python,
    plan.npm,
    ...(refusal ? [] : [plan.tensorflow, plan.addon]),
    plan.kernel(backend),
    plan.browser,
  ];
  const current = await Promise.all(wanted.map((s) => isCurrent(root, s)));
  return {
    missing: wanted.filter((_, i) => !current[i]),
    backend,
    ...(refusal && { refusal }),
  };
}

/** Makes what is missing, in order; where the native library cannot be had, notes why and goes on without. */
async function makeMissing(project: Project, plan: Plan): Promise<void> {
  const { root, progress, variant } = project;
  const { missing } = await findMissing(root, plan);
  if (missing.length === 0) return;
  const count = missing.length;
  let index = 0;
  let backend: Backend = "native";
  const make = async (step: Step) => {
    progress.begin(++index, count, step.title);
    await makeStep(root, step);
    progress.end();
  };
  for (const step of missing) {
    if (step.id === "kernel") continue;
    if (step.id === "addon" && backend === "wasm") {
      index++;
      continue;
    }
    try {
      await make(step);
    } catch (error) {
      if (!(error instanceof NativeUnavailable)) throw error;
      progress.fail();
      if (variant === "gpu") {
        throw new InputError(`Cannot set up for the GPU: ${error.message}`, {
          file: logPath(project),
          remedy: error.remedy ??
            "Run `deno task setup --cpu` for the processor alone.",
        });
      }
      backend = "wasm";
      await writeJsonAtomic(refusalPath(root), {
        key: nativeKey(plan),
        reason: error.message,
        remedy: error.remedy,
      });
    }
  }
  const after = await findMissing(root, plan);
  for (const step of after.missing) await make(step);
}

/** What the portable backend means for a person. */
export function portableWarning(reason: string, remedy?: string): string {
  return `TensorFlow's native library cannot be had: ${reason}. The portable backend (WebAssembly) takes its place: ` +
    `it gives the same kind of results about ten times slower, so that only \`--smoke\` is sensible.` +
    (remedy ? ` ${remedy}` : " `deno task setup` tries again.");
}

async function describe(
  root: string,
  found: { backend: Backend; refusal?: Refusal },
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
      childEnvironment(root, backend, Deno.env.get("PATH") ?? "/usr/bin:/bin"),
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
        await Deno.remove(refusalPath(root)).catch(() => {});
        if (
          await Deno.stat(`${root}/${NO_BROWSER}`).then(() => true, () => false)
        ) await removeStamp(root, plan.browser.id);
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
    options.root ?? new URL("../..", import.meta.url).pathname,
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
    try {
      await work(project, again);
    } catch (error) {
      project.progress.fail();
      throw error;
    }
  }
  const setup = await describe(root, await findMissing(root, plan));
  if (setup.warning !== undefined) {
    project.progress.note(`Warning: ${setup.warning}`);
  }
  return setup;
}
