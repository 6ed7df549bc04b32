import { installOutputGuard } from "./output_guard.ts";
import { currentKernel } from "./kernel.ts";

/** Jupyter's stop button, as an abort signal. */
export interface Interrupts {
  /** Aborted when the stop button is pressed; a fresh one from the end of the interrupted cell on. */
  readonly signal: AbortSignal;
}

const KEY = Symbol.for("segbook.interrupts");

class KernelInterrupts implements Interrupts {
  #controller = new AbortController();
  #stopWatching: (() => void) | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort(
      new DOMException("The stop button was pressed", "AbortError"),
    );
    this.#stopWatching = onNextFailedCell(() => this.endCell());
  }

  endCell(): void {
    if (!this.#controller.signal.aborted) return;
    this.#stopWatching?.();
    this.#controller = new AbortController();
  }
}

/**
 * Calls back when a cell has ended with an error. The kernel tells nobody, but it describes what was thrown by
 * `JSON.stringify({ name, message, stack })` before it answers (Deno 2.8.1, cli/tools/jupyter/server.rs); that call is
 * what is waited for.
 *
 * @returns Ends the wait.
 */
function onNextFailedCell(callback: () => void): () => void {
  const original = JSON.stringify;
  const watching = (...args: Parameters<typeof JSON.stringify>) => {
    const [value] = args;
    if (
      args.length === 1 && typeof value === "object" && value !== null &&
      Object.keys(value).join() === "name,message,stack"
    ) {
      callback();
    }
    return original(...args);
  };
  Reflect.set(JSON, "stringify", watching);
  return () => {
    if (JSON.stringify === watching) Reflect.set(JSON, "stringify", original);
  };
}

/**
 * Turns Jupyter's stop button into an abort signal. Jupyter sends SIGINT, which ends the kernel unless something listens;
 * with this, long work looks at the signal between its steps, and the kernel lives on.
 *
 * @returns One object a kernel. Outside a kernel nothing is listened to and the signal is never aborted.
 *
 * @example
 * ```ts
 * import { listenForInterrupts } from "./interrupts.ts";
 *
 * if (listenForInterrupts().signal.aborted) throw new Error();
 * ```
 */
export function listenForInterrupts(): Interrupts {
  const existing = Reflect.get(globalThis, KEY) as Interrupts | undefined;
  if (existing) return existing;
  const interrupts = new KernelInterrupts();
  if (!currentKernel()) return interrupts;
  Deno.addSignalListener("SIGINT", () => interrupts.abort());
  installOutputGuard()?.onCellEnd.add(() => interrupts.endCell());
  Reflect.set(globalThis, KEY, interrupts);
  return interrupts;
}
