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

/**
 * Keeps Jupyter inside the project: nothing is read from the user's home or written to it.
 *
 * @returns Environment variables for Jupyter's programs.
 *
 * @example
 * ```ts
 * import { jupyterEnvironment, PROJECT_ROOT } from "./project.ts";
 *
 * for (const [name, value] of Object.entries(jupyterEnvironment())) {
 *   if (name.endsWith("_DIR") && !value.startsWith(PROJECT_ROOT)) throw new Error(name);
 * }
 * ```
 */
export function jupyterEnvironment(): Record<string, string> {
  const own = `${PROJECT_ROOT}/.setup/jupyter`;
  return {
    JUPYTER_CONFIG_DIR: `${own}/config`,
    JUPYTER_DATA_DIR: `${own}/data`,
    JUPYTER_RUNTIME_DIR: `${own}/runtime`,
    JUPYTERLAB_SETTINGS_DIR: `${own}/settings`,
    JUPYTERLAB_WORKSPACES_DIR: `${own}/workspaces`,
    JUPYTER_CONFIG_PATH: "",
    JUPYTER_PATH: "",
    JUPYTER_PREFER_ENV_PATH: "1",
    IPYTHONDIR: `${own}/ipython`,
    PYTHONNOUSERSITE: "1",
  };
}
