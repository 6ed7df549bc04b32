import * as tf from "@tensorflow/tfjs-core";
import util from "node:util";
import { InputError } from "../core/mod.ts";
import { bindingFacts } from "./binding.ts";
import { layersLibrary } from "./layers_library.ts";
import { registerWasmKernels } from "./wasm/register_kernels.ts";

/** What runs the tensor operations. */
export interface Backend {
  /** `tensorflow`: the native library. `wasm`: the portable one, slower, the same results to about 1e-4. */
  readonly name: "tensorflow" | "wasm";
  /** TensorFlow's version; that of the wasm package where that runs. */
  readonly version: string;
  readonly device: "CPU" | "GPU";
  /** Threads that one operation may use. */
  readonly threads: number;
  /** Why the native library does not run, where it was wanted and could not be loaded. */
  readonly warning?: string;
}

/** Which backend to open. */
export interface BackendOptions {
  /** Take the portable backend even where the native one would load. @default {false} */
  readonly portable?: boolean;
}

let native: Promise<Backend> | undefined;
let wasm: Promise<Backend> | undefined;

/**
 * Loads what runs the tensor operations and makes it the active backend: TensorFlow's native library, or the portable
 * WebAssembly backend where `portable` is set, where the environment says `SEGBOOK_BACKEND=wasm`, or where the native
 * library cannot be loaded (then with a warning that names the reason). Calling it again is cheap and gives the same
 * backend; calling it with `portable` switches.
 *
 * The native library reads `TF_NUM_INTRAOP_THREADS` and `TF_CPP_MIN_LOG_LEVEL` when it is loaded.
 *
 * @param options Which backend to open.
 * @returns The backend's name, version, device and threads.
 * @throws {InputError} Where `SEGBOOK_BACKEND` names no backend.
 * @throws {Error} Where neither backend can be loaded.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 *
 * const backend = await openBackend();
 * if (backend.threads < 1) throw new Error();
 * if (await openBackend() !== backend) throw new Error();
 * ```
 */
export async function openBackend(
  options: BackendOptions = {},
): Promise<Backend> {
  const asked = Deno.env.get("SEGBOOK_BACKEND") ?? "";
  if (!["", "tensorflow", "wasm"].includes(asked)) {
    throw new InputError(
      `Cannot open a backend: the environment's SEGBOOK_BACKEND must be tensorflow or wasm, current value is ${asked}`,
    );
  }
  const portable = options.portable === true || asked === "wasm";
  if (portable) {
    return await activate(wasm ??= loadWasm());
  }
  return await activate(native ??= loadNative().catch(fallBack));
}

async function activate(loading: Promise<Backend>): Promise<Backend> {
  const backend = await loading;
  if (tf.getBackend() !== backend.name) {
    await tf.setBackend(backend.name);
  }
  return backend;
}

async function loadNative(): Promise<Backend> {
  if (Deno.env.get("TF_CPP_MIN_LOG_LEVEL") === undefined) {
    Deno.env.set("TF_CPP_MIN_LOG_LEVEL", "2");
  }
  // tfjs-node 4.22 calls two functions that Node has removed.
  const old: { isNullOrUndefined?: unknown; isArray?: unknown } = util;
  old.isNullOrUndefined ??= (value: unknown) =>
    value === null || value === undefined;
  old.isArray ??= Array.isArray;
  await import("@tensorflow/tfjs-node-gpu");
  await tf.setBackend("tensorflow");
  const asked = Number(Deno.env.get("TF_NUM_INTRAOP_THREADS"));
  return {
    name: "tensorflow",
    ...bindingFacts(),
    threads: asked > 0 ? asked : navigator.hardwareConcurrency,
  };
}

async function fallBack(cause: unknown): Promise<Backend> {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const warning =
    `The native TensorFlow library could not be loaded, so the portable WebAssembly backend runs: one thread, many ` +
    `times slower, results equal to about four digits. Reason: ${
      reason.split("\n")[0]
    }`;
  console.warn(warning);
  return { ...await (wasm ??= loadWasm()), warning };
}

async function loadWasm(): Promise<Backend> {
  const { setWasmPaths, version_wasm } = await import(
    "@tensorflow/tfjs-backend-wasm"
  );
  // tfjs-core holds no gradients; the union package registers them.
  layersLibrary();
  const entry = import.meta.resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(decodeURIComponent(new URL(".", entry).pathname));
  registerWasmKernels();
  if (!await tf.setBackend("wasm")) {
    throw new Error(
      "Cannot open the portable backend: its .wasm file must be beside its package",
    );
  }
  return { name: "wasm", version: version_wasm, device: "CPU", threads: 1 };
}
