/** Parts of a Jupyter message beside its content. */
export interface MessageParts {
  /** The message's own metadata, not that of the output. */
  readonly metadata?: Record<string, unknown>;
}

/** Sends a message to whoever shows the notebook. */
export type Broadcast = (
  type: string,
  content: Record<string, unknown>,
  parts?: MessageParts,
) => Promise<void>;

/** `Deno.jupyter`, as far as it is used here. */
export interface Jupyter {
  broadcast: Broadcast;
  display: (
    value: unknown,
    options?: { raw?: boolean; update?: boolean; display_id?: string },
  ) => Promise<void>;
  format: (value: unknown) => Promise<Record<string, unknown>>;
}

/** What Deno's kernel keeps to itself; missing parts differ between versions. */
export interface KernelInternals {
  /** Makes a console that prints through the given function; `level` above 1 means standard error. */
  readonly Console?: new (
    print: (message: string, level: number) => void,
  ) => Record<string, unknown>;
  /** The kernel's own way to print, which cannot be replaced. */
  readonly core?: {
    readonly print: (message: string, isError: boolean) => void;
  };
  readonly jupyter?: {
    broadcastResult: (count: number, result: unknown) => Promise<void>;
  };
}

/** The kernel this code runs in. */
export interface Kernel {
  readonly jupyter: Jupyter;
  readonly internals: KernelInternals;
}

/**
 * The Jupyter kernel that this code runs in.
 *
 * @returns `undefined` outside a kernel, as in a test or a script.
 *
 * @example
 * ```ts
 * import { currentKernel } from "./kernel.ts";
 *
 * if (currentKernel() !== undefined) throw new Error("a test is no kernel");
 * ```
 */
export function currentKernel(): Kernel | undefined {
  let jupyter: Jupyter | undefined;
  try {
    jupyter = Reflect.get(Deno, "jupyter") as Jupyter | undefined;
  } catch {
    return undefined; // Deno refuses the name outside a kernel
  }
  if (typeof jupyter?.broadcast !== "function") return undefined;
  const key = Reflect.get(Deno, "internal") as symbol;
  const internals = Reflect.get(Deno, key) as KernelInternals | undefined;
  return { jupyter, internals: internals ?? {} };
}
