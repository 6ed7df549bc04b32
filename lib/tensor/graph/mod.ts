/** A step of tensor functions as one TensorFlow graph. */
export { runAfter, updateInPlace } from "./absent_values.ts";
export * from "./compile.ts";
export * from "./compile_error.ts";
export type { TensorRecord } from "./trace.ts";
