import { fileURLToPath } from "node:url";

/** The project's folder, without a slash at its end. */
export const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url))
  .replace(/\/+$/, "");
/** The Deno that kernels and checks use, whichever runs this. */
export const PINNED_DENO = `${PROJECT_ROOT}/.venv/bin/deno`;
/** The Python that has Jupyter. */
export const PROJECT_PYTHON = `${PROJECT_ROOT}/.venv/bin/python`;
/** Where the kernelspec lies. */
export const KERNELS = `${PROJECT_ROOT}/.venv/share/jupyter/kernels`;
/** The kernelspec's name. */
export const KERNEL_NAME = "deno";
