import { InputError } from "../../lib/core/input_error.ts";
import { explainException } from "./explain_failure.ts";
import { NativeUnavailable } from "./native_unavailable.ts";
import { findMissing, type Plan, writeRefusal } from "./plan.ts";
import { logPath, type Project } from "./project.ts";
import { makeStep, type Step } from "./step.ts";

/** What a set-up from nothing takes, as measured on Linux x86_64. */
const FIRST_TIME =
  "the first time takes a few minutes, about 600 MB to download and 2.2 GB on the disk";

/** Makes one step; where that shows that the native library cannot be had, remembers it. */
async function makeOrRefuse(
  project: Project,
  plan: Plan,
  step: Step,
): Promise<void> {
  try {
    await makeStep(project.root, step);
    project.progress.end();
  } catch (error) {
    project.progress.fail();
    if (!(error instanceof NativeUnavailable)) {
      throw explainException(`set up the ${step.title}`, error, project.root);
    }
    if (project.variant === "gpu") {
      throw new InputError(`Cannot set up for the GPU: ${error.message}`, {
        file: logPath(project),
        remedy: error.remedy ??
          "Run `deno task setup --cpu` for the processor alone.",
      });
    }
    await writeRefusal(project.root, plan, error);
  }
}

/**
 * Makes what is missing, one step after the other, and looks anew after each: a step may take away what another had
 * left, and where the native library cannot be had the rest goes on without.
 *
 * @param project The project.
 * @param plan Its steps.
 * @throws {InputError} Where something that a person can mend stands in the way.
 */
export async function makeMissing(project: Project, plan: Plan): Promise<void> {
  const made = new Map<string, number>();
  for (let index = 1;; index++) {
    const { missing } = await findMissing(project.root, plan);
    const [step] = missing;
    if (!step) return;
    if (
      index === 1 && missing.includes(plan.python) &&
      missing.includes(plan.tensorflow)
    ) {
      project.progress.note(`Setting up in ${project.root}: ${FIRST_TIME}.`);
    }
    const times = (made.get(step.id) ?? 0) + 1;
    if (times > 3) {
      throw new Error(`Cannot set up: step ${step.id} never counts as done`);
    }
    made.set(step.id, times);
    project.progress.begin(index, index - 1 + missing.length, step.title);
    await makeOrRefuse(project, plan, step);
  }
}
