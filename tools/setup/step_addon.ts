import { classifyFailure, explainFailure } from "./explain_failure.ts";
import { type Compiler, fetchZig, findCompiler } from "./compiler.ts";
import { NativeUnavailable } from "./native_unavailable.ts";
import { ZIGLANG } from "./pins.ts";
import {
  discard,
  logPath,
  type Project,
  putInPlace,
  requireSpace,
  run,
  workFolder,
} from "./project.ts";
import { installCommand } from "./python.ts";
import type { Step } from "./step.ts";
import type { DenoConfig } from "./step_npm.ts";

const PACKAGE = "@tensorflow/tfjs-node-gpu";
const HEADERS = "node-api-headers";
const ADDON = `node_modules/${PACKAGE}/lib/napi-v8/tfjs_binding.node`;

/** Measured: the compiler's wheel, unpacked. */
const ZIG_MEGABYTES = 450;

/**
 * The compiler's order for the addon.
 *
 * @param compiler The compiler.
 * @param root The project folder; its `.native/tensorflow` is the addon's run path.
 * @param libraries Names of TensorFlow's libraries.
 * @param target Where the addon goes.
 * @param os As in `Deno.build.os`.
 */
export function addonCommand(
  compiler: Compiler,
  root: string,
  libraries: readonly string[],
  target: string,
  os: string,
): [string, ...string[]] {
  const source = `${root}/node_modules/${PACKAGE}`;
  const native = `${root}/.native/tensorflow`;
  const [program, ...args] = compiler;
  return [
    program,
    ...args,
    "-O2",
    "-fPIC",
    "-shared",
    "-std=c++17",
    "-w",
    "-DNAPI_VERSION=8",
    `-I${source}`,
    `-I${root}/node_modules/${HEADERS}/include`,
    `-I${native}/include`,
    `${source}/binding/tfjs_backend.cc`,
    `${source}/binding/tfjs_binding.cc`,
    "-o",
    target,
    ...libraries.map((name) => `${native}/${name}`),
    `-Wl,-rpath,${native}`,
    // The functions of Node-API are Deno's own, found when the addon is loaded.
    ...(os === "darwin" ? ["-Wl,-undefined,dynamic_lookup"] : []),
  ];
}

async function chooseCompiler(project: Project): Promise<Compiler> {
  const own = await findCompiler(project);
  if (own) return own;
  await requireSpace(
    project,
    ZIG_MEGABYTES,
    `a compiler (${ZIGLANG.requirement}, ${ZIGLANG.megabytes} MB to download)`,
  );
  project.progress.remark(
    `no C++ compiler here, fetching ${ZIGLANG.requirement}, ${ZIGLANG.megabytes} MB`,
  );
  const zig = await fetchZig(project);
  if (zig) return zig;
  throw new NativeUnavailable(
    `this machine has no C++ compiler, and ${ZIGLANG.requirement} cannot be had`,
    `Run \`${await installCommand({
      apt: "g++",
      dnf: "gcc-c++",
      brew: "llvm",
    })}\`, then \`deno task setup\`.`,
  );
}

/** Loads the addon in a process of its own and reads what it found. */
async function probe(project: Project): Promise<{ gpu: boolean }> {
  const result = await run(project, [
    `${project.root}/.venv/bin/deno`,
    "run",
    "-A",
    "--frozen",
    `${project.root}/tools/setup/probe_addon.ts`,
  ], { env: { TF_CPP_MIN_LOG_LEVEL: "2" } });
  const found = /^segbook (.*)$/m.exec(result.output)?.[1];
  if (result.code === 0 && found) return { gpu: JSON.parse(found).gpu };
  throw new NativeUnavailable(
    result.signal === "SIGILL"
      ? "TensorFlow uses instructions that this processor lacks"
      : `the built addon does not load (see ${logPath(project)})`,
  );
}

/**
 * The addon that joins tfjs to TensorFlow's C library: compiled from tfjs's own C++, then tried.
 *
 * @param project The project.
 * @param config What `deno.json` says: the versions of the packages it is made from.
 * @param library The inputs of the step before, TensorFlow's.
 * @throws {NativeUnavailable} From `build`, where there is no compiler or the result does not load.
 */
export function addonStep(
  project: Project,
  config: DenoConfig,
  library: unknown,
): Step {
  return {
    id: "addon",
    title: "TensorFlow addon",
    inputs: [
      1,
      project.root,
      library,
      config.imports[PACKAGE],
      config.imports[HEADERS],
    ],
    async build() {
      const built = `${workFolder(project)}/tfjs_binding.node`;
      const command = addonCommand(
        await chooseCompiler(project),
        project.root,
        project.platform.native?.libraries ?? [],
        built,
        Deno.build.os,
      );
      const result = await run(project, command, {
        // Zig keeps what it builds of its own libraries in the home otherwise.
        env: { ZIG_GLOBAL_CACHE_DIR: `${workFolder(project)}/zig-cache` },
      });
      if (result.code !== 0) {
        if (classifyFailure(result.output) === "disk") {
          throw explainFailure("build the addon", result, logPath(project));
        }
        throw new NativeUnavailable(
          `the addon cannot be compiled with ${command[0]} (see ${
            logPath(project)
          })`,
          "Name another compiler by CXX=<command>, then run `deno task setup`.",
        );
      }
      const target = `${project.root}/${ADDON}`;
      await putInPlace(project, built, target);
      try {
        const { gpu } = await probe(project);
        if (project.variant === "gpu") {
          project.progress.remark(
            gpu ? "runs on the GPU" : "no usable GPU here, runs on the CPU",
          );
        }
      } catch (error) {
        await discard(project, target);
        throw error;
      }
      return [ADDON];
    },
  };
}
