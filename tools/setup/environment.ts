import { jupyterEnvironment } from "./jupyter_environment.ts";
import type { Backend } from "./step_kernel.ts";

/**
 * The variables that each child process of the tasks needs: everything Jupyter writes stays in the project, and a
 * person's own configuration does not reach in.
 *
 * @param root The project folder.
 * @param backend What tensors are computed by.
 * @param path The present `PATH`.
 * @returns Variables to set on top of the present ones.
 *
 * @example
 * ```ts
 * import { childEnvironment } from "./environment.ts";
 *
 * const { PATH } = childEnvironment("/home/ada/segbook", "native", "/usr/bin");
 * if (PATH !== "/home/ada/segbook/.venv/bin:/usr/bin") throw new Error(PATH);
 * ```
 */
export function childEnvironment(
  root: string,
  backend: Backend,
  path: string,
): Record<string, string> {
  return {
    ...jupyterEnvironment(root),
    PATH: `${root}/.venv/bin:${path}`,
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    PYTHONHOME: "",
    PYTHONPATH: "",
    TF_CPP_MIN_LOG_LEVEL: "2",
    ...(backend === "wasm" ? { SEGBOOK_BACKEND: "wasm" } : {}),
  };
}
