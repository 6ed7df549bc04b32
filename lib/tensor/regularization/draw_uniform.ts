import * as tf from "@tensorflow/tfjs-core";
import { executeSingle, isNative, typeAttribute } from "../binding.ts";
import { type DrawKey, layerSeed } from "./draw_key.ts";
import { philoxUniform } from "./philox_uniform.ts";

const KERNEL = "StatelessRandomUniform";

/**
 * Draws uniform numbers from a key by the Philox 4x32-10 generator: the same ones on every backend and device, in a
 * compiled step and out of it.
 *
 * Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011. Native: `StatelessRandomUniform`. Elsewhere a
 * kernel of the same name computes the same bits; like any kernel it takes the step from the backend's memory, so that
 * nothing is read back into the step's code.
 *
 * @param shape Any.
 * @param key Seed, layer and step.
 * @returns Numbers of [0, 1), multiples of 2^-23; no gradient flows.
 * @throws {InputError} Where the key's step is no int32 scalar.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { drawUniform } from "./draw_uniform.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const draw = (step: number) =>
 *   drawUniform([3], { seed: 7, layer: 0, step: tf.scalar(step, "int32") }).dataSync().join();
 * if (draw(1) !== draw(1) || draw(1) === draw(2)) throw new Error();
 * ```
 */
export function drawUniform(shape: readonly number[], key: DrawKey): tf.Tensor {
  const seed = tf.stack([tf.scalar(layerSeed(key), "int32"), key.step]);
  if (isNative()) {
    return executeSingle(
      KERNEL,
      [
        typeAttribute("T", "int32"),
        typeAttribute("Tseed", "int32"),
        typeAttribute("dtype", "float32"),
      ],
      [tf.tensor1d([...shape], "int32"), seed],
    );
  }
  registerPortableKernel(tf.getBackend());
  return tf.engine().runKernel(KERNEL, { seed }, { shape: [...shape] });
}

function registerPortableKernel(backendName: string): void {
  if (tf.getKernel(KERNEL, backendName)) return;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName,
    kernelFunc({ inputs, attrs, backend }) {
      const { readSync } = backend as tf.KernelBackend;
      const [first, second] = readSync.call(backend, inputs["seed"]!.dataId);
      const shape = attrs!["shape"] as number[];
      const size = tf.util.sizeFromShape(shape);
      return tf.tensor(
        philoxUniform(size, Number(first), Number(second)),
        shape,
      );
    },
  });
}
