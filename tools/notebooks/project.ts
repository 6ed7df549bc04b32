import { projectRoot } from "../../lib/run/project_root.ts";

/** The project's folder, without a slash at its end. */
export const PROJECT_ROOT = projectRoot;
/** The Deno that kernels and checks use, whichever runs this. */
export const PINNED_DENO = `${PROJECT_ROOT}/.venv/bin/deno`;
/** The Python that has Jupyter. */
export const PROJECT_PYTHON = `${PROJECT_ROOT}/.venv/bin/python`;
/** Where the kernelspec lies. */
export const KERNELS = `${PROJECT_ROOT}/.venv/share/jupyter/kernels`;
/** The kernelspec's name. */
export const KERNEL_NAME = "deno";
