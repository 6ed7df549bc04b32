/**
 * Keeps Jupyter inside the project: nothing is read from the user's home or written to it.
 *
 * @param root The project folder.
 * @returns Environment variables for Jupyter's programs.
 *
 * @example
 * ```ts
 * import { jupyterEnvironment } from "./jupyter_environment.ts";
 *
 * for (const [name, value] of Object.entries(jupyterEnvironment("/project"))) {
 *   if (name.endsWith("_DIR") && !value.startsWith("/project/")) throw new Error(name);
 * }
 * ```
 */
export function jupyterEnvironment(root: string): Record<string, string> {
  const own = `${root}/.setup/jupyter`;
  return {
    IPYTHONDIR: `${own}/ipython`,
    JUPYTER_CONFIG_DIR: `${own}/config`,
    JUPYTER_CONFIG_PATH: "",
    JUPYTER_DATA_DIR: `${own}/data`,
    JUPYTER_PATH: "",
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_RUNTIME_DIR: `${own}/runtime`,
    JUPYTERLAB_SETTINGS_DIR: `${own}/settings`,
    JUPYTERLAB_WORKSPACES_DIR: `${own}/workspaces`,
    PYTHONNOUSERSITE: "1",
  };
}
