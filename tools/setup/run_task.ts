import { InputError } from "../../lib/core/input_error.ts";
import type { Setup } from "./ensure_setup.ts";

/**
 * Runs a program with the set-up's environment, its streams those of this process, and waits for its end. Ctrl-C
 * reaches the child, which ends in its own way.
 *
 * @param setup What {@linkcode ensureSetup} gave.
 * @param command A program and its arguments, as in `[setup.deno, "run", "-A", "tools/bench.ts"]`.
 * @param options Where it runs; the project folder by default.
 * @returns Its exit code.
 */
export async function runTask(
  setup: Setup,
  command: readonly [string, ...string[]],
  options: { readonly cwd?: string } = {},
): Promise<number> {
  const [program, ...args] = command;
  const child = new Deno.Command(program, {
    args,
    cwd: options.cwd ?? setup.root,
    env: setup.environment(),
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  // A terminal sends Ctrl-C to both; this process stays until the child has ended.
  const wait = () => {};
  const pass = () => child.kill("SIGTERM");
  Deno.addSignalListener("SIGINT", wait);
  Deno.addSignalListener("SIGTERM", pass);
  try {
    return (await child.status).code;
  } finally {
    Deno.removeSignalListener("SIGINT", wait);
    Deno.removeSignalListener("SIGTERM", pass);
  }
}

/**
 * Runs the body of a task: a fault that a person can mend ends it with the message alone, without a stack, and exit
 * code 1.
 *
 * @param body Gives the exit code.
 */
export async function runMain(body: () => Promise<number>): Promise<never> {
  let code: number;
  try {
    code = await body();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    code = 1;
  }
  Deno.exit(code);
}
