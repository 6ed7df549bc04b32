import { projectRoot } from "../../lib/run/project_root.ts";

/** How a step ended and the last line it printed that fits a pattern. */
export interface StepResult {
  readonly success: boolean;
  /** Whole output, both streams in the order they came. */
  readonly output: string;
}

/**
 * Runs the pinned Deno on the project, shows what it prints as it comes, and keeps a copy.
 *
 * @param args Words after `deno`.
 * @returns Whether it exited with 0, and what it printed.
 */
export async function runDeno(args: readonly string[]): Promise<StepResult> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: projectRoot,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  const copy = async (
    from: ReadableStream<Uint8Array>,
    to: { writeSync(bytes: Uint8Array): number },
  ) => {
    const decoder = new TextDecoder();
    for await (const bytes of from) {
      output += decoder.decode(bytes, { stream: true });
      let written = 0;
      while (written < bytes.length) {
        written += to.writeSync(bytes.subarray(written));
      }
    }
  };
  const [{ success }] = await Promise.all([
    child.status,
    copy(child.stdout, Deno.stdout),
    copy(child.stderr, Deno.stderr),
  ]);
  return { success, output };
}
