import { installOutputGuard } from "./output_guard.ts";
import { currentKernel } from "./kernel.ts";

/** Jupyter's stop button, as an abort signal. */
export interface Interrupts {
  /** Aborted when the stop button is pressed; a fresh one from the end of the interrupted cell on. */
  readonly signal: AbortSignal;
}

const KEY = Symbol.for("segbook.interrupts");

/** The kernel's last error; it changes when a cell ends with one. */
const lastError = (): unknown => Reflect.get(globalThis, "_error");

class KernelInterrupts implements Interrupts {
  #controller = new AbortController();
  #errorAtAbort: unknown;

  get signal(): AbortSignal {
    // Of a cell that ended with an error nothing tells but the error itself.
    if (this.#controller.signal.aborted && lastError() !== this.#errorAtAbort) {
      this.#controller = new AbortController();
    }
    return this.#controller.signal;
  }

  abort(): void {
    if (this.signal.aborted) return;
    this.#errorAtAbort = lastError();
    this.#controller.abort(
      new DOMException("The stop button was pressed", "AbortError"),
    );
  }

  endCell(): void {
    if (this.#controller.signal.aborted) {
      this.#controller = new AbortController();
    }
  }
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
