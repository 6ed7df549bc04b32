/**
 * Loads the addon as the notebooks do, runs one operation, and prints what it found as one line of JSON. Set-up runs
 * it in a process of its own, under the pinned Deno: a library that does not suit the machine may end the process.
 */
import util from "node:util";

// Functions that tfjs-node 4.22 asks for and Node has dropped.
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});

const tf = await import("@tensorflow/tfjs-node-gpu");
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.eye(2));
const values = [...await product.data()];
if (values.join() !== "1,2,3,4") {
  throw new Error(`matMul gave ${values.join()}`);
}
const backend: unknown = tf.backend();
const gpu = typeof backend === "object" && backend !== null &&
  "isUsingGpuDevice" in backend && backend.isUsingGpuDevice === true;
console.log(`segbook ${JSON.stringify({ backend: tf.getBackend(), gpu })}`);
