import { ZIGLANG } from "./pins.ts";
import { type Project, run, workFolder } from "./project.ts";
import { PIP_OPTIONS } from "./step_python.ts";

/** A C++ compiler: the program and the arguments that come first. */
export type Compiler = readonly [string, ...string[]];

const SOURCE =
  "#include <string>\nint main() { return std::string().size(); }\n";

/** The compilers to try, in this order: the person's own choice, then the system's. */
export function systemCompilers(chosen: string | undefined): Compiler[] {
  const [program, ...args] = (chosen ?? "").split(/\s+/).filter(Boolean);
  return [
    ...(program ? [[program, ...args] as const] : []),
    ["c++"],
    ["g++"],
    ["clang++"],
  ];
}

/**
 * Whether a compiler builds a small C++17 program with its standard library.
 *
 * @param project The project.
 * @param compiler The candidate.
 */
export async function compilerWorks(
  project: Project,
  compiler: Compiler,
): Promise<boolean> {
  const source = `${workFolder(project)}/try.cc`;
  await Deno.writeTextFile(source, SOURCE);
  const { code } = await run(project, [
    ...compiler,
    "-std=c++17",
    source,
    "-o",
    `${workFolder(project)}/try`,
  ]);
  return code === 0;
}

/**
 * Finds a compiler on this machine.
 *
 * @returns The first that works, or `undefined`.
 */
export async function findCompiler(
  project: Project,
): Promise<Compiler | undefined> {
  // Without Apple's command line tools its compilers are stand-ins that open a window.
  if (
    Deno.build.os === "darwin" &&
    (await run(project, ["xcode-select", "-p"])).code !== 0
  ) return undefined;
  for (const candidate of systemCompilers(Deno.env.get("CXX"))) {
    if (await compilerWorks(project, candidate)) return candidate;
  }
  return undefined;
}

/**
 * Fetches the compiler that PyPI has, for this one use: it goes away with the work folder.
 *
 * @returns The compiler, or `undefined` where it cannot be had.
 */
export async function fetchZig(
  project: Project,
): Promise<Compiler | undefined> {
  const python = `${project.root}/.venv/bin/python`;
  const folder = `${workFolder(project)}/zig`;
  const { code } = await run(project, [
    python,
    "-m",
    "pip",
    "install",
    ...PIP_OPTIONS,
    "--no-deps",
    "--no-compile",
    `--target=${folder}`,
    ZIGLANG.requirement,
  ]);
  return code === 0 ? [`${folder}/ziglang/zig`, "c++"] : undefined;
}
