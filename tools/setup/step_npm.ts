import { DENO_VERSION } from "./pins.ts";
import {
  discard,
  type Project,
  requireSpace,
  runOrExplain,
} from "./project.ts";
import type { Step } from "./step.ts";

/** Measured: 780 MB installed where the file system shares nothing with Deno's cache, and as much cache. */
const NEEDED_MEGABYTES = 1600;

/** What `deno.json` tells the set-up. */
export interface DenoConfig {
  /** Names to specifiers, as in `npm:sharp@0.35.5`. */
  readonly imports: Readonly<Record<string, string>>;
}

/**
 * The npm packages in `node_modules`, as `deno.lock` has them.
 *
 * @param project The project.
 * @param config What `deno.json` says.
 * @param lock The text of `deno.lock`.
 */
export function npmStep(
  project: Project,
  config: DenoConfig,
  lock: string,
): Step {
  const packages = Object.entries(config.imports)
    .filter(([, specifier]) => specifier.startsWith("npm:"))
    .map(([name]) => name);
  return {
    id: "npm",
    title: "npm packages",
    inputs: [1, DENO_VERSION, config.imports, lock],
    async build(interrupted) {
      await requireSpace(project, NEEDED_MEGABYTES, "the npm packages");
      if (interrupted) await discard(project, `${project.root}/node_modules`);
      await runOrExplain(project, "install the npm packages", [
        `${project.root}/.venv/bin/deno`,
        "install",
        "--frozen",
      ]);
      return packages.map((name) => `node_modules/${name}/package.json`);
    },
  };
}
