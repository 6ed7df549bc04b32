import { createRequire } from "node:module";
import type * as tfjs from "@tensorflow/tfjs-node-gpu";

let library: typeof tfjs | undefined;

/**
 * tfjs with its layers (`LayersModel`, `layers.Layer`, `loadLayersModel`), which work on either backend. It comes with
 * the native package, whose library is not loaded by this; the first call takes some tenths of a second where no
 * backend was opened yet.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { layersLibrary } from "./layers_library.ts";
 *
 * await openBackend();
 * const { input, layers, model } = layersLibrary();
 * const x = input({ shape: [3] });
 * const y = layers.reLU().apply(x);
 * if (Array.isArray(y) || !("sourceLayer" in y)) throw new Error();
 * if (model({ inputs: x, outputs: y }).countParams() !== 0) throw new Error();
 * ```
 */
export function layersLibrary(): typeof tfjs {
  return library ??= createRequire(
    import.meta.resolve("@tensorflow/tfjs-node-gpu"),
  )("@tensorflow/tfjs");
}

export type {
  LayersModel,
  LayerVariable,
  Shape,
  SymbolicTensor,
} from "@tensorflow/tfjs-node-gpu";
