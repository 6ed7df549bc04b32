import { jupyterEnvironment } from "./setup/jupyter_environment.ts";
import { pathExists, writeJsonAtomic } from "../lib/core/mod.ts";
import {
  KERNEL_NAME,
  PROJECT_PYTHON,
  PROJECT_ROOT,
} from "./notebooks/project.ts";

/** Where JupyterLab opens, relative to the project; the first that exists. */
const FIRST_PAGES = ["notebooks/01_eda.ipynb", "README.md"];

/** No news, no questions: what JupyterLab would otherwise ask at its first start. */
const SETTINGS = {
  "@jupyterlab/apputils-extension:notification": {
    fetchNews: "false",
    checkForUpdates: false,
  },
};

async function firstPage(): Promise<string> {
  for (const page of FIRST_PAGES) {
    if (await pathExists(`${PROJECT_ROOT}/${page}`)) return `/lab/tree/${page}`;
  }
  return "/lab";
}

/**
 * Starts JupyterLab on the project: its own kernel, its own settings, nothing in the user's home.
 *
 * @param args Further words for JupyterLab, as in `--port 8890` or `--no-browser`; they win over those given here.
 * @returns The process; JupyterLab prints its address.
 *
 * @example
 * ```ts
 * import { labArguments } from "./lab.ts";
 *
 * if (!(await labArguments(["--port=8890"])).includes("--port=8890")) throw new Error();
 * ```
 */
export async function startLab(
  args: readonly string[],
): Promise<Deno.ChildProcess> {
  const environment = jupyterEnvironment(PROJECT_ROOT);
  const config = `${environment["JUPYTER_CONFIG_DIR"]}/labconfig`;
  await writeJsonAtomic(`${config}/default_setting_overrides.json`, SETTINGS);
  await writeJsonAtomic(`${config}/page_config.json`, {
    buildAvailable: false,
    buildCheck: false,
  });
  return new Deno.Command(PROJECT_PYTHON, {
    args: await labArguments(args),
    cwd: PROJECT_ROOT,
    env: environment,
  }).spawn();
}

/**
 * The words that start JupyterLab.
 *
 * @param args Further words.
 *
 * @example
 * See {@linkcode startLab}.
 */
export async function labArguments(args: readonly string[]): Promise<string[]> {
  const own = {
    "--ServerApp.root_dir": PROJECT_ROOT,
    "--LabApp.default_url": await firstPage(),
    "--LabApp.extension_manager": "readonly",
    "--LabApp.news_url": "",
    "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "--MultiKernelManager.default_kernel_name": KERNEL_NAME,
    "--KernelSpecManager.ensure_native_kernel": "False",
    "--KernelSpecManager.allowed_kernelspecs": KERNEL_NAME,
    // Jupyter refuses to run as root, which in a container is the only user.
    ...(Deno.uid() === 0 ? { "--ServerApp.allow_root": "True" } : {}),
  };
  // Jupyter takes each option once.
  const given = new Set(args.map((arg) => arg.split("=")[0]));
  return [
    "-m",
    "jupyterlab",
    ...Object.entries(own).filter(([name]) => !given.has(name)).map((pair) =>
      pair.join("=")
    ),
    ...args,
  ];
}
