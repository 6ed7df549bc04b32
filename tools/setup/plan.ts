import { InputError } from "../../lib/core/input_error.ts";
import { writeJsonAtomic } from "../../lib/core/write_file.ts";
import type { NativeUnavailable } from "./native_unavailable.ts";
import type { Project } from "./project.ts";
import { hashInputs, isCurrent, readState, type Step } from "./step.ts";
import { addonStep } from "./step_addon.ts";
import { browserStep } from "./step_browser.ts";
import { type Backend, kernelStep } from "./step_kernel.ts";
import { type DenoConfig, npmStep } from "./step_npm.ts";
import { pythonStep } from "./step_python.ts";
import { tensorflowStep } from "./step_tensorflow.ts";

/** The steps of a set-up. */
export interface Plan {
  readonly python: Step;
  readonly npm: Step;
  readonly tensorflow: Step;
  readonly addon: Step;
  readonly browser: Step;
  kernel(backend: Backend): Step;
}

/** Why the native library cannot be had, remembered so that each run need not try. */
export interface Refusal {
  /** The inputs it was found for. */
  readonly key: string;
  readonly reason: string;
  readonly remedy?: string;
}

/** What there is and what is still to be made. */
export interface Findings {
  /** The steps to make, in order. */
  readonly missing: readonly Step[];
  /** What computes tensors when they are made. */
  readonly backend: Backend;
  /** Why the backend is not the native one. */
  readonly refusal?: Refusal;
}

async function readInput(root: string, name: string): Promise<string> {
  try {
    return await Deno.readTextFile(`${root}/${name}`);
  } catch (cause) {
    throw new InputError(`Cannot set up: ${name} must be in the project`, {
      file: `${root}/${name}`,
      remedy: `Clone the project anew, or run \`git checkout -- ${name}\`.`,
      cause,
    });
  }
}

/**
 * Reads the pins of a project and lays out its steps.
 *
 * @throws {InputError} Where a file with pins is missing.
 */
export async function makePlan(project: Project): Promise<Plan> {
  const { root } = project;
  const [requirements, lock, text] = await Promise.all([
    readInput(root, "requirements.txt"),
    readInput(root, "deno.lock"),
    readInput(root, "deno.json"),
  ]);
  const config: DenoConfig = JSON.parse(text);
  const tensorflow = tensorflowStep(project);
  return {
    python: pythonStep(project, requirements),
    npm: npmStep(project, config, lock),
    tensorflow,
    addon: addonStep(project, config, tensorflow.inputs),
    browser: browserStep(project, config),
    kernel: (backend) => kernelStep(project, backend),
  };
}

const refusalPath = (root: string) => `${root}/.setup/wasm.json`;

const nativeKey = (plan: Plan) =>
  hashInputs([plan.tensorflow.inputs, plan.addon.inputs]);

function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "key" in value &&
    "reason" in value && typeof value.reason === "string" &&
    (!("remedy" in value) || typeof value.remedy === "string");
}

/** Remembers that the native library cannot be had, until a pin of it changes or {@linkcode forgetRefusal}. */
export async function writeRefusal(
  root: string,
  plan: Plan,
  error: NativeUnavailable,
): Promise<void> {
  const refusal: Refusal = {
    key: nativeKey(plan),
    reason: error.message,
    ...(error.remedy !== undefined && { remedy: error.remedy }),
  };
  await writeJsonAtomic(refusalPath(root), refusal);
}

/** Lets the native library be tried again. */
export async function forgetRefusal(root: string): Promise<void> {
  await Deno.remove(refusalPath(root)).catch(() => {});
}

/**
 * Finds out what is still to be made.
 *
 * @param root The project folder.
 * @param plan Its steps.
 */
export async function findMissing(root: string, plan: Plan): Promise<Findings> {
  const found = await readState(refusalPath(root));
  const refusal = isRefusal(found) && found.key === nativeKey(plan)
    ? found
    : undefined;
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
