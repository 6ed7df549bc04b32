import * as tf from "@tensorflow/tfjs-core";
import { handOver } from "../hand_over.ts";

/** Every variable that there is. */
export const registeredVariables = (): tf.Variable[] =>
  Object.values(tf.engine().state.registeredVariables);

/** Variables that were made from one tensor share its data, by which they could not be told apart. */
export function separateVariables(): void {
  const seen = new Set<tf.DataId>();
  for (const variable of registeredVariables()) {
    if (seen.has(variable.dataId)) {
      const copy = handOver(variable);
      variable.assign(copy);
      copy.dispose();
    }
    seen.add(variable.dataId);
  }
}
