import { createHash } from "node:crypto";
import { writeJsonAtomic } from "../../lib/core/write_file.ts";

/** One part of the set-up: what it depends on, what it leaves, how it is made. */
export interface Step {
  /** Names its stamp: `.setup/<id>.json`. */
  readonly id: string;
  /** What a person reads while it is made. */
  readonly title: string;
  /** Pins and inputs: where one changes, the step is made anew. JSON-able. */
  readonly inputs: unknown;
  /**
   * Makes the result.
   *
   * @param interrupted Whether an earlier try was cut off, so that what lies there is not to be trusted.
   * @returns Files, relative to the project, whose presence, size and target tell that the result is whole.
   */
  build(interrupted: boolean): Promise<readonly string[]>;
}

interface Stamp {
  readonly key: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * The key of a step's inputs.
 *
 * @returns 64 hexadecimal digits, equal for equal inputs.
 */
export function hashInputs(inputs: unknown): string {
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

/** What a file is now: where a link leads, or else the file's size. A link's target may be updated in place. */
async function fingerprint(path: string): Promise<string> {
  const info = await Deno.lstat(path);
  return info.isSymlink
    ? `-> ${await Deno.realPath(path)}`
    : info.isDirectory
    ? "folder"
    : `${info.size} bytes`;
}

const stampPath = (root: string, id: string) => `${root}/.setup/${id}.json`;
const markPath = (root: string, id: string) => `${root}/.setup/${id}.building`;

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/**
 * Reads a JSON file of `.setup/`; one that is missing or broken counts as absent.
 *
 * @returns The value, or `undefined`.
 */
export async function readState(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined;
  }
}

function isStamp(value: unknown): value is Stamp {
  return typeof value === "object" && value !== null && "key" in value &&
    "outputs" in value && typeof value.outputs === "object" &&
    value.outputs !== null;
}

/**
 * Tells whether a step's result is there, whole, and made from the present inputs.
 *
 * @param root The project folder.
 * @param step The step.
 */
export async function isCurrent(root: string, step: Step): Promise<boolean> {
  const stamp = await readState(stampPath(root, step.id));
  if (!isStamp(stamp) || stamp.key !== hashInputs(step.inputs)) return false;
  const found = await Promise.all(
    Object.entries(stamp.outputs).map(async ([path, print]) =>
      print === await fingerprint(`${root}/${path}`).catch(() => undefined)
    ),
  );
  return found.every(Boolean);
}

/**
 * Makes a step's result. The stamp goes first and comes back last, and a mark stands in between: whatever ends the
 * work early, the next set-up sees that it was cut off.
 *
 * @param root The project folder.
 * @param step The step.
 */
export async function makeStep(root: string, step: Step): Promise<void> {
  const mark = markPath(root, step.id);
  const interrupted = await exists(mark);
  await Deno.mkdir(`${root}/.setup`, { recursive: true });
  await Deno.writeTextFile(mark, "");
  await removeStamp(root, step.id);
  const outputs: Record<string, string> = {};
  for (const path of await step.build(interrupted)) {
    outputs[path] = await fingerprint(`${root}/${path}`);
  }
  await writeJsonAtomic(stampPath(root, step.id), {
    key: hashInputs(step.inputs),
    outputs,
  });
  await Deno.remove(mark);
}

/** Takes back the word that a step is done. */
export async function removeStamp(root: string, id: string): Promise<void> {
  await Deno.remove(stampPath(root, id)).catch(() => {});
}
