import { InputError } from "../../../lib/core/mod.ts";
import { projectRoot } from "../../../lib/run/project_root.ts";
import { userPath } from "../../pipeline/user_path.ts";

/** What the suite compares on. */
export interface QualityOptions {
  /** Folder of the images. */
  readonly data: string;
  /** What counts as foreground in the masks, as `deno task pipeline` takes it. */
  readonly foreground?: string;
  /** The run's folder; the peer's results lie in `peer` below it. What is there is taken. */
  readonly out: string;
}

/** Options of the command that belong to this suite. */
const NAMES = ["data", "foreground", "out"] as const;

/**
 * Takes the suite's options out of the command's.
 *
 * @param values Options of `deno task bench` as they were given.
 * @returns Absolute paths; nothing where another suite is asked for.
 * @throws {InputError} Where the suite lacks the data, or another suite is given its options.
 *
 * @example
 * ```ts
 * import { qualityOptions } from "./quality_options.ts";
 *
 * const options = qualityOptions({ suite: "quality", data: "/data/mine" });
 * if (!options?.out.endsWith("/outputs/quality")) throw new Error();
 * if (qualityOptions({ suite: "train" })) throw new Error();
 * ```
 */
export function qualityOptions(
  values: Readonly<Record<string, unknown>>,
): QualityOptions | undefined {
  const text = (name: typeof NAMES[number]) => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  if (values.suite !== "quality") {
    const given = NAMES.filter((name) => values[name] !== undefined);
    if (given.length === 0) return undefined;
    throw new InputError(
      `Cannot run bench: the suite must be quality with --${
        given.join(", --")
      }, current value is ${values.suite ?? "all suites"}`,
      { remedy: "deno task bench quality --data DIR" },
    );
  }
  const [data, foreground, out] = NAMES.map(text);
  if (data === undefined) {
    throw new InputError(
      "Cannot run bench: --data must be given with quality, it is missing",
      { remedy: "deno task bench quality --data DIR" },
    );
  }
  return {
    data: userPath(data),
    out: out === undefined ? `${projectRoot}/outputs/quality` : userPath(out),
    ...(foreground === undefined ? {} : { foreground }),
  };
}
