import { InputError, nearestName } from "../../lib/core/mod.ts";
import { qualityOptions } from "./quality/quality_options.ts";
import { SPEED_SUITES, SUITE_NAMES, type SuiteName } from "./suite_names.ts";

/**
 * Refuses a suite that there is not, a profile of another suite than train's, and quality without data.
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
  qualityOptions(values);
  if (profile && suite !== "train") {
    throw new InputError(
      `Cannot run bench: the suite must be train with --profile, current value is ${
        suite ?? "all suites"
      }`,
      { remedy: "deno task bench train --profile" },
    );
  }
}

/** The suites that a word asks for; without one, all that measure speed. */
export function suitesNamed(word: string | undefined): readonly SuiteName[] {
  return word === undefined ? SPEED_SUITES : [suiteNamed(word)];
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
