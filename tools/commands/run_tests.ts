import { stripVTControlCharacters } from "node:util";
import { runDeno } from "./run_step.ts";

/** Tests that passed, failed and were left out. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Reads the counts from `deno test`'s closing line.
 *
 * @param output What `deno test` printed.
 * @returns The counts, or `undefined` where there is no such line (the run broke off).
 *
 * @example
 * ```ts
 * import { readCounts } from "./run_tests.ts";
 *
 * const counts = readCounts("ok | 12 passed (3 steps) | 0 failed | 2 ignored (5s)\n");
 * if (counts?.passed !== 12 || counts.skipped !== 2) throw new Error();
 * ```
 */
export function readCounts(output: string): TestCounts | undefined {
  const plain = stripVTControlCharacters(output);
  const line = plain.match(/^(?:ok|FAILED) \| .*$/gm)?.at(-1);
  if (!line) return undefined;
  const count = (word: string) =>
    Number(line.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
  return {
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("ignored"),
  };
}

/**
 * Runs every test and prints the closing line `N passed, N failed, N skipped`.
 *
 * @param filter Only tests whose name holds this.
 * @returns The exit code: 0 where every test passed and there was at least one.
 */
export async function runTests(filter?: string): Promise<number> {
  const { success, output } = await runDeno([
    "test",
    "-A",
    "--doc",
    "--quiet",
    ...(filter === undefined ? [] : [`--filter=${filter}`]),
    "lib",
    "tools",
  ]);
  const counts = readCounts(output) ?? { passed: 0, failed: 0, skipped: 0 };
  // A run that breaks off (a type error, a crash) has failed, whatever it counted.
  const failed = success ? counts.failed : Math.max(counts.failed, 1);
  console.log(
    `\n${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`,
  );
  return failed === 0 && counts.passed > 0 ? 0 : 1;
}
