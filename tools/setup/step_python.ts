import { DENO_VERSION, PIP_VERSION } from "./pins.ts";
import {
  discard,
  type Project,
  requireSpace,
  run,
  runOrExplain,
} from "./project.ts";
import { findPython } from "./python.ts";
import type { Step } from "./step.ts";

/** Measured: 480 MB installed, and the packages in pip's cache. */
const NEEDED_MEGABYTES = 800;

/** The options of every call of pip: no question, no word about itself, only what needs no compiler. */
export const PIP_OPTIONS: readonly string[] = [
  "--no-input",
  "--disable-pip-version-check",
  "--retries",
  "3",
  "--only-binary=:all:",
];

/** Whether the environment works and was made where it stands: its scripts name their Python by its whole path. */
async function isUsable(project: Project): Promise<boolean> {
  const python = `${project.root}/.venv/bin/python`;
  const script = await Deno.readTextFile(`${project.root}/.venv/bin/pip`)
    .catch(() => "");
  // Where the path is long or has a space, the first line is a shell that names it in the second.
  if (!script.slice(0, 1000).includes(python)) return false;
  const { code, output } = await run(project, [
    python,
    "-c",
    "import pip, sys; print(sys.prefix); sys.exit(sys.version_info < (3, 10))",
  ]);
  return code === 0 && output.includes(`${project.root}/.venv`);
}

/**
 * The Python environment `.venv`: JupyterLab, nbclient, nbconvert, and the pinned Deno, which PyPI has as well.
 *
 * @param project The project.
 * @param requirements The text of `requirements.txt`.
 */
export function pythonStep(project: Project, requirements: string): Step {
  const python = `${project.root}/.venv/bin/python`;
  return {
    id: "python",
    title: `Python environment (JupyterLab, Deno ${DENO_VERSION})`,
    inputs: [1, project.root, PIP_VERSION, requirements],
    async build(interrupted) {
      await requireSpace(
        project,
        NEEDED_MEGABYTES,
        "the Python environment",
      );
      if (interrupted || !await isUsable(project)) {
        await discard(project, `${project.root}/.venv`);
        const found = await findPython(
          project.root,
          Deno.env.get("SEGBOOK_PYTHON"),
        );
        await runOrExplain(project, "make the Python environment", [
          found.command,
          "-m",
          "venv",
          `${project.root}/.venv`,
        ]);
      }
      const install = async (what: string, ...wanted: string[]) =>
        await runOrExplain(project, `install ${what}`, [
          python,
          "-m",
          "pip",
          "install",
          ...PIP_OPTIONS,
          "--no-compile",
          "--no-warn-script-location",
          ...wanted,
        ]);
      await install("pip", `pip==${PIP_VERSION}`);
      await install(
        "the Python packages",
        "-r",
        `${project.root}/requirements.txt`,
      );
      await runOrExplain(project, "run the pinned Deno", [
        `${project.root}/.venv/bin/deno`,
        "--version",
      ]);
      return [".venv/bin/python", ".venv/bin/deno", ".venv/bin/jupyter-lab"];
    },
  };
}
