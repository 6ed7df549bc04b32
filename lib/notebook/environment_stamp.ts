import { displayTable } from "../plots/display_table.ts";
import type { Displayable } from "../plots/displayable.ts";
import { projectRoot, type Run } from "../run/mod.ts";
import type { Backend } from "../tensor/backend.ts";

/** What a result depends on. */
export interface EnvironmentStamp {
  /** Versions by name: Deno, V8, TypeScript, the backend and the packages. */
  readonly versions: Readonly<Record<string, string>>;
  readonly backend: string;
  readonly device: string;
  /** Threads that one tensor operation may use. */
  readonly threads: number;
  readonly seed: number;
  /** The commit of the code, with "+ changes" where files differ from it; "unknown" outside a git checkout. */
  readonly commit: string;
  /** Fingerprint of the images and labels; `undefined` until notebook 01 has read them. */
  readonly fingerprint: string | undefined;
  readonly recipe: string;
  /** The run's folder, relative to the project where it is inside. */
  readonly run: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  tfjs: "@tensorflow/tfjs-core",
  sharp: "sharp",
  polars: "nodejs-polars",
  plotly: "plotly.js-dist-min",
};

async function packageVersion(name: string): Promise<string> {
  const file = `${projectRoot}/node_modules/${name}/package.json`;
  const { version } = JSON.parse(await Deno.readTextFile(file)) as {
    version: string;
  };
  return version;
}

async function git(...args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", projectRoot, ...args],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined; // no git here
  }
}

async function gitCommit(): Promise<string> {
  const [commit, changes] = await Promise.all([
    git("rev-parse", "--short=12", "HEAD"),
    git("status", "--porcelain", "--untracked-files=no"),
  ]);
  return commit === undefined
    ? "unknown"
    : `${commit}${changes ? " + changes" : ""}`;
}

async function dataFingerprint(run: Run): Promise<string | undefined> {
  try {
    const json: unknown = JSON.parse(
      await Deno.readTextFile(run.folder.dataset),
    );
    const value = typeof json === "object" && json !== null
      ? Reflect.get(json, "fingerprint")
      : undefined;
    return typeof value === "string" ? value : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Collects what the results of a run depend on.
 *
 * @param run The run.
 * @param backend What runs the tensor operations.
 *
 * @example
 * ```ts
 * import { newRunConfig, runFolder } from "../run/mod.ts";
 * import { environmentStamp } from "./environment_stamp.ts";
 *
 * const run = { folder: runFolder(await Deno.makeTempDir()), config: newRunConfig({ seed: 5 }) };
 * const backend = { name: "wasm", version: "4.22.0", device: "CPU", threads: 2 } as const;
 * const stamp = await environmentStamp(run, backend);
 * if (stamp.seed !== 5 || stamp.versions["Deno"] !== Deno.version.deno) throw new Error();
 * ```
 */
export async function environmentStamp(
  run: Run,
  backend: Backend,
): Promise<EnvironmentStamp> {
  const packages = await Promise.all(
    Object.entries(PACKAGES).map(async ([label, name]) =>
      [label, await packageVersion(name)] as const
    ),
  );
  const native = backend.name === "tensorflow" ? "TensorFlow" : "tfjs wasm";
  return {
    versions: {
      Deno: Deno.version.deno,
      V8: Deno.version.v8,
      TypeScript: Deno.version.typescript,
      [native]: backend.version,
      ...Object.fromEntries(packages),
    },
    backend: backend.name,
    device: backend.device,
    threads: backend.threads,
    seed: run.config.seed,
    commit: await gitCommit(),
    fingerprint: await dataFingerprint(run),
    recipe: run.config.recipe.name + (run.config.smoke ? " (smoke)" : ""),
    run: run.folder.root.replace(`${projectRoot}/`, ""),
  };
}

/**
 * The stamp as a small table.
 *
 * @param stamp From {@linkcode environmentStamp}.
 * @returns What a cell shows as its last expression.
 *
 * @example
 * See {@linkcode environmentStamp}.
 */
export function displayStamp(stamp: EnvironmentStamp): Displayable {
  const { versions, backend, device, threads } = stamp;
  const rows: Record<string, string> = {
    run: stamp.run,
    recipe: stamp.recipe,
    seed: String(stamp.seed),
    data: stamp.fingerprint ??
      "fingerprint not yet known: notebook 01 writes it",
    backend: `${backend} on ${device}, ${threads} ${
      threads === 1 ? "thread" : "threads"
    }`,
    versions: Object.entries(versions).map((pair) => pair.join(" ")).join(", "),
    commit: stamp.commit,
  };
  return displayTable(
    Object.entries(rows).map(([what, value]) => ({ environment: what, value })),
    { columns: [{ key: "environment" }, { key: "value", label: "" }] },
  );
}
