import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../core/mod.ts";
import type { StoredTensor } from "./safetensors/mod.ts";

/**
 * Copies variables out of the backend, to be written to a file.
 *
 * @param variables By name.
 * @returns Their values by the same names, in the same order.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { readVariables } from "./stored_variables.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const stored = readVariables(new Map([["w", tf.variable(tf.tensor1d([1, 2]))]]));
 * if (stored.get("w")?.data[1] !== 2) throw new Error();
 * ```
 */
export function readVariables(
  variables: ReadonlyMap<string, tf.Variable>,
): Map<string, StoredTensor> {
  const stored = new Map<string, StoredTensor>();
  for (const [name, variable] of variables) {
    const { dtype, shape } = variable;
    if (dtype === "float32") {
      const data = Float32Array.from(variable.dataSync<"float32">());
      stored.set(name, { dtype, shape, data });
    } else if (dtype === "int32") {
      const data = Int32Array.from(variable.dataSync<"int32">());
      stored.set(name, { dtype, shape, data });
    } else {
      throw new Error(
        `Cannot store ${name}: its type must be float32 or int32, current value is ${dtype}`,
      );
    }
  }
  return stored;
}

/**
 * Gives variables the values that a file held. All are checked before the first is changed.
 *
 * @param variables By name.
 * @param stored By name; others than the variables' are left alone.
 * @param file Where they came from, for the error.
 * @throws {InputError} Where a variable has no value in the file, or one of another shape or type; names it.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { assignVariables } from "./stored_variables.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const w = tf.variable(tf.zeros([2]));
 * const data = new Float32Array([1, 2]);
 * assignVariables(new Map([["w", w]]), new Map([["w", { dtype: "float32", shape: [2], data }]]));
 * if (w.dataSync()[1] !== 2) throw new Error();
 * ```
 */
export function assignVariables(
  variables: ReadonlyMap<string, tf.Variable>,
  stored: ReadonlyMap<string, StoredTensor>,
  file?: string,
): void {
  const found = [...variables].map(([name, variable]) => {
    const value = stored.get(name);
    const wanted = `${variable.dtype} [${variable.shape.join(", ")}]`;
    const given = value
      ? `${value.dtype} [${value.shape.join(", ")}]`
      : "missing";
    if (!value || wanted !== given) {
      throw new InputError(
        `Cannot load weights: ${name} must be ${wanted}, current value is ${given}`,
        {
          ...(file === undefined ? {} : { file }),
          remedy: "Use the recipe with which the file was written.",
        },
      );
    }
    return { variable, value };
  });
  tf.tidy(() => {
    for (const { variable, value } of found) {
      // A copy, because the backend may keep the array that it is given.
      variable.assign(
        tf.tensor(value.data.slice(), [...value.shape], value.dtype),
      );
    }
  });
}
