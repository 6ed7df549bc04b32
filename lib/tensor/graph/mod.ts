/** A step of tensor functions as one TensorFlow graph. */
export { runAfter, updateInPlace } from "./absent_values.ts";
export * from "./compile.ts";
export * from "./compile_error.ts";
export * from "./in_float32.ts";
export * from "./step_memory.ts";
export type { TensorRecord } from "./trace.ts";
