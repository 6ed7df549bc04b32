/** `deno task setup`: sets the project up, or tries again what could not be had. */
import { InputError } from "../lib/core/input_error.ts";
import { nearestName } from "../lib/core/nearest_name.ts";
import { ensureSetup, runMain } from "./setup/mod.ts";

const HELP = `Usage: deno task setup [--gpu | --cpu]

Sets up everything inside the project folder: the Python environment with JupyterLab and the pinned Deno (.venv), the
npm packages (node_modules), TensorFlow's library and a browser (.native). The other tasks do so too where something is
missing; this one also tries again what could not be had before.

  --gpu   TensorFlow with CUDA 12 for NVIDIA's GPUs, Linux x86_64 (about 3.4 GB to download, 6 GB on the disk)
  --cpu   TensorFlow for the processor alone: the first choice, and the way back from --gpu
  --help  this text

Variables: SEGBOOK_PYTHON names the Python to start from, CXX the C++ compiler, HTTPS_PROXY, PIP_INDEX_URL and
NPM_CONFIG_REGISTRY the way to the packages.`;

const OPTIONS = ["--gpu", "--cpu", "--help"];

/** What `deno task setup` was asked for. */
export interface SetupArguments {
  readonly help: boolean;
  readonly gpu: boolean | undefined;
}

/**
 * Reads the command line.
 *
 * @param args As in `Deno.args`.
 * @throws {InputError} Where an option is unknown or two contradict each other.
 */
export function parseSetupArguments(args: readonly string[]): SetupArguments {
  for (const arg of args) {
    if (OPTIONS.includes(arg)) continue;
    throw new InputError(
      `Cannot set up: option must be one of ${
        OPTIONS.join(", ")
      }, current value is ${arg}`,
      { remedy: `Did you mean ${nearestName(arg, OPTIONS)}?` },
    );
  }
  if (args.includes("--gpu") && args.includes("--cpu")) {
    throw new InputError(
      "Cannot set up: option must be --gpu or --cpu, current value is both",
      { remedy: "Leave one of them out." },
    );
  }
  return {
    help: args.includes("--help"),
    gpu: args.includes("--gpu")
      ? true
      : args.includes("--cpu")
      ? false
      : undefined,
  };
}

if (import.meta.main) {
  await runMain(async () => {
    const { help, gpu } = parseSetupArguments(Deno.args);
    if (help) {
      console.log(HELP);
      return 0;
    }
    const setup = await ensureSetup({
      retry: true,
      ...(gpu !== undefined && { gpu }),
    });
    console.log(
      `Set up in ${setup.root}: ${
        setup.backend === "native"
          ? "TensorFlow's native library"
          : "the portable backend"
      }. Next: deno task pipeline`,
    );
    return 0;
  });
}
