import { createHash } from "node:crypto";
import { projectRoot } from "../../lib/run/mod.ts";

/** How a pipeline that was started ended. */
export interface PipelineEnd {
  readonly code: number;
  readonly output: string;
}

/** Starts `deno task pipeline` as the launcher does, with the project set up already. */
export function startPipeline(
  args: readonly string[],
  output: "piped" | "null" = "null",
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      `${projectRoot}/tools/commands/pipeline.ts`,
      ...args,
    ],
    cwd: projectRoot,
    env: { NO_COLOR: "1", INIT_CWD: projectRoot },
    stdin: "null",
    stdout: output,
    stderr: output,
  }).spawn();
}

/** Runs the pipeline to its end. */
export async function runPipeline(
  ...args: readonly string[]
): Promise<PipelineEnd> {
  const { code, stdout, stderr } = await startPipeline(args, "piped").output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, output: text(stdout) + text(stderr) };
}

/** Files of a run that must not differ between two runs of one seed. */
export const repeatable = [
  "folds.json",
  "threshold.json",
  "submission.zip",
  "training/fold_0/last.safetensors",
  "training/fold_0/best.safetensors",
  "training/fold_0/log.jsonl",
  "training/fold_1/last.safetensors",
  "training/fold_1/log.jsonl",
] as const;

/** SHA-256 of each repeatable file of a run. */
export async function hashRun(root: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of repeatable) {
    const bytes = await Deno.readFile(`${root}/${name}`);
    hashes[name] = createHash("sha256").update(bytes).digest("hex");
  }
  return hashes;
}

/** Ends a process and all that it started, as the system does when memory runs out: without a warning. */
export async function killTree(pid: number): Promise<void> {
  const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`)
    .catch(() => "");
  for (const child of children.trim().split(/\s+/).filter(Boolean)) {
    await killTree(Number(child));
  }
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
