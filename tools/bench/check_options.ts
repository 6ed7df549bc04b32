import { InputError, nearestName } from "../../lib/core/mod.ts";
import { SUITE_NAMES, type SuiteName } from "./suite_names.ts";

/**
 * Refuses a suite that there is not, and a profile of another suite than train's.
 *
 * @param values Options as they were given.
 * @throws {InputError} Names the nearest suite.
 *
 * @example
 * ```ts
 * import { checkBenchOptions } from "./check_options.ts";
 *
 * checkBenchOptions({ suite: "train", profile: true });
 * let message = "";
 * try {
 *   checkBenchOptions({ suite: "trian" });
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("deno task bench train")) throw new Error();
 * ```
 */
export function checkBenchOptions(
  values: Readonly<Record<string, unknown>>,
): void {
  const { suite, profile } = values;
  if (typeof suite === "string") suiteNamed(suite);
  if (profile && suite !== "train") {
    throw new InputError(
      `Cannot run bench: the suite must be train with --profile, current value is ${
        suite ?? "all suites"
      }`,
      { remedy: "deno task bench train --profile" },
    );
  }
}

/** The suites that a word asks for; all without one. */
export function suitesNamed(word: string | undefined): readonly SuiteName[] {
  return word === undefined ? SUITE_NAMES : [suiteNamed(word)];
}

function suiteNamed(word: string): SuiteName {
  const name = SUITE_NAMES.find((known) => known === word);
  if (name !== undefined) return name;
  throw new InputError(
    `Cannot run bench: the suite must be one of ${
      SUITE_NAMES.join(", ")
    }, current value is ${word}`,
    { remedy: `deno task bench ${nearestName(word, SUITE_NAMES)}` },
  );
}
