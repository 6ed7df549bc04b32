/** Thrown where a step can never be compiled as it is written; names the operation. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}
