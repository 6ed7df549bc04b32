import { InputError } from "../../lib/core/input_error.ts";
import { jupyterEnvironment } from "./jupyter_environment.ts";
import type { Backend } from "./step_kernel.ts";

/**
 * The variables that each child process of the tasks needs: everything Jupyter writes stays in the project, and a
 * person's own configuration does not reach in.
 *
 * @param root The project folder.
 * @param backend What tensors are computed by.
 * @param path The present `PATH`.
 * @param memory `small`: TensorFlow gives memory back to the system at once instead of keeping it for the next step,
 * which costs time; `fast` or left out: it keeps it.
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
  memory = "fast",
): Record<string, string> {
  if (memory !== "fast" && memory !== "small") {
    throw new InputError(
      `Cannot start a task: the environment's SEGBOOK_MEMORY must be fast or small, current value is ${memory}`,
    );
  }
  return {
    ...(memory === "small" ? SMALL_MEMORY : {}),
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

/**
 * Has TensorFlow take large blocks from the system one by one, in large pages where there are some; its own pool never
 * shrinks and holds about a quarter more than is in use.
 */
export const SMALL_MEMORY: Readonly<Record<string, string>> = {
  TF_ONEDNN_USE_SYSTEM_ALLOCATOR: "1",
  MALLOC_MMAP_THRESHOLD_: `${4 * 2 ** 20}`,
  GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
};
