import { InputError } from "../core/mod.ts";

/** A function that a worker can find: it takes and gives plain values (or typed arrays). */
export interface TaskFunction {
  /** URL of its module, as from `import.meta.resolve`. */
  readonly module: string;
  /** The name it is exported by. */
  readonly name: string;
}

/** What a worker is asked. */
export interface TaskRequest extends TaskFunction {
  readonly task: unknown;
}

/** What it answers. */
export type TaskReply =
  | { readonly result: unknown }
  | { readonly error: string; readonly isInput: boolean };

/**
 * Imports the function and calls it.
 *
 * @throws {InputError} Where the module has no such function.
 */
export async function callTask(
  { module, name, task }: TaskRequest,
): Promise<unknown> {
  const exported: Record<string, unknown> = await import(module);
  const found = exported[name];
  if (typeof found === "function") return await found(task);
  throw new InputError(
    `Cannot score: the module must export a function ${name}, current value is ${typeof found}`,
    { file: module },
  );
}
