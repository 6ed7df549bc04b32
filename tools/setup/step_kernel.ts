import { writeJsonAtomic } from "../../lib/core/write_file.ts";
import { DENO_VERSION } from "./pins.ts";
import { discard, type Project } from "./project.ts";
import type { Step } from "./step.ts";

/** The backend that tensors are computed by: TensorFlow's library, or WebAssembly. */
export type Backend = "native" | "wasm";

/** The kernel's name, as notebooks carry it. */
export const KERNEL_NAME = "deno";

const KERNELS = ".venv/share/jupyter/kernels";
const SPEC = `${KERNELS}/${KERNEL_NAME}/kernel.json`;
const CONFIG = ".venv/etc/jupyter/jupyter_config.json";
const LAB_CONFIG = ".venv/etc/jupyter/labconfig/page_config.json";

/** What Jupyter reads about the kernel. The interrupt mode stays "signal": the opening cell listens for it. */
export function kernelSpec(root: string, backend: Backend): unknown {
  return {
    argv: [
      `${root}/.venv/bin/deno`,
      "jupyter",
      "--kernel",
      "--conn",
      "{connection_file}",
    ],
    display_name: "Deno (segbook)",
    language: "typescript",
    env: {
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      TF_CPP_MIN_LOG_LEVEL: "2",
      ...(backend === "wasm" ? { SEGBOOK_BACKEND: "wasm" } : {}),
    },
  };
}

/**
 * The kernel in the project's own environment, the only one that its JupyterLab offers.
 *
 * @param project The project.
 * @param backend What the kernel's tensors are computed by.
 */
export function kernelStep(project: Project, backend: Backend): Step {
  return {
    id: "kernel",
    title: "Jupyter kernel",
    inputs: [1, project.root, DENO_VERSION, backend],
    async build() {
      // JupyterLab brings Python's own kernel.
      await discard(project, `${project.root}/${KERNELS}/python3`);
      await writeJsonAtomic(
        `${project.root}/${SPEC}`,
        kernelSpec(project.root, backend),
      );
      await writeJsonAtomic(`${project.root}/${CONFIG}`, {
        KernelSpecManager: {
          allowed_kernelspecs: [KERNEL_NAME],
          ensure_native_kernel: false,
        },
        MultiKernelManager: { default_kernel_name: KERNEL_NAME },
      });
      // No question about news: the project asks for nothing from outside.
      await writeJsonAtomic(`${project.root}/${LAB_CONFIG}`, {
        disabledExtensions: {
          "@jupyterlab/apputils-extension:announcements": true,
        },
      });
      // JupyterLab rewrites its own file.
      return [SPEC, CONFIG];
    },
  };
}
