import { currentKernel, type Kernel } from "./kernel.ts";
import { OutputQueue } from "./output_queue.ts";

/** What was put between the notebook's code and the kernel. */
export interface OutputGuard {
  /** Through which every output goes. */
  readonly queue: OutputQueue;
  /** Faults that no cell reported: rejections nobody handled, throws in timers. Whoever shows them empties the list. */
  readonly faults: string[];
  /** Called each time a cell has ended without an error. */
  readonly onCellEnd: Set<() => void>;
  /** Ends a cell for a reader: everything is sent, then a message of type `segbook_marker` with the token. */
  mark(token: string): Promise<void>;
}

const KEY = Symbol.for("segbook.output_guard");

/** Types that appear in a notebook, and so must not be lost. */
const OUTPUTS = new Set([
  "display_data",
  "update_display_data",
  "execute_result",
  "stream",
  "error",
  "clear_output",
]);

/**
 * Puts a queue between the notebook's code and the kernel, so that no output is lost, printed text and displays keep
 * their order, and faults in the background become visible. Doing it twice does nothing.
 *
 * @returns The guard, or `undefined` outside a kernel.
 *
 * @example
 * ```ts
 * import { installOutputGuard } from "./output_guard.ts";
 *
 * if (installOutputGuard() !== undefined) throw new Error("a test is no kernel");
 * ```
 */
export function installOutputGuard(): OutputGuard | undefined {
  const existing = Reflect.get(globalThis, KEY) as OutputGuard | undefined;
  if (existing) return existing;
  const kernel = currentKernel();
  if (!kernel) return undefined;
  const guard = guardKernel(kernel);
  Reflect.set(globalThis, KEY, guard);
  return guard;
}

function guardKernel(kernel: Kernel): OutputGuard {
  const original = kernel.jupyter.broadcast;
  const queue = new OutputQueue(original);
  const faults: string[] = [];
  const onCellEnd = new Set<() => void>();
  guardDisplays(kernel, queue);
  guardConsole(kernel, queue);
  guardResults(kernel, queue, onCellEnd);
  listenForFaults(queue, faults);
  return {
    queue,
    faults,
    onCellEnd,
    async mark(token) {
      await queue.flush();
      // What went round the queue travels on another way, whose end is marked too.
      kernel.internals.core?.print(token, false);
      await original("segbook_marker", {
        token,
        sent: queue.count,
        faults: faults.splice(0),
      });
    },
  };
}

function guardDisplays({ jupyter }: Kernel, queue: OutputQueue): void {
  const original = jupyter.broadcast;
  jupyter.broadcast = (type, content, parts) =>
    OUTPUTS.has(type)
      ? queue.send(type, content)
      : original(type, content, parts);
  jupyter.display = async (value, options = {}) => {
    const data = options.raw ? value : await jupyter.format(value);
    const type = options.update ? "update_display_data" : "display_data";
    const transient = options.display_id
      ? { display_id: options.display_id }
      : {};
    await queue.send(type, { data, metadata: {}, transient });
  };
}

function guardConsole({ internals }: Kernel, queue: OutputQueue): void {
  if (!internals.Console) return; // printed text then goes the kernel's own way
  const guarded = new internals.Console((text, level) =>
    queue.print(text, level > 1)
  );
  for (const name of Object.keys(console)) {
    const method = guarded[name];
    if (typeof method === "function") Reflect.set(console, name, method);
  }
}

function guardResults(
  { internals, jupyter }: Kernel,
  queue: OutputQueue,
  onCellEnd: ReadonlySet<() => void>,
): void {
  if (!internals.jupyter) return;
  const original = internals.jupyter.broadcastResult;
  internals.jupyter.broadcastResult = async (count, result) => {
    try {
      if (result === undefined) return;
      const data = await jupyter.format(result);
      await queue.send("execute_result", {
        execution_count: count,
        data,
        metadata: {},
      });
    } catch {
      await original(count, result); // shows the error in the kernel's own form
    } finally {
      await queue.flush();
      for (const listener of onCellEnd) listener();
    }
  };
}

function listenForFaults(queue: OutputQueue, faults: string[]): void {
  const report = (kind: string, cause: unknown) => {
    const text = cause instanceof Error
      ? cause.stack ?? `${cause.name}: ${cause.message}`
      : String(cause);
    faults.push(`${kind}: ${text}`);
    queue.print(`${kind}: ${text}\n`, true);
  };
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    report("Rejection that nothing handled", event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    report("Error outside every cell", event.error);
  });
}
