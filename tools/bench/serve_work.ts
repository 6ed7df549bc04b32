import type { MemoryUse, Ready, Turn } from "./bench_process.ts";

/** Work that a process offers. */
export interface ServedWork {
  /** Does it once; gives a number to be checked, such as a loss. */
  run(): number | undefined;
  /** Tensors alive. */
  tensors?(): number;
}

/** A size of this process as Linux counts it (`VmRSS`, `VmHWM`), bytes. */
function statusBytes(name: string): number | null {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status);
    return kilobytes ? Number(kilobytes[1]) * 1024 : null;
  } catch {
    return null; // Not Linux.
  }
}

/** `gc` is there under `--expose-gc`: what the garbage collector has yet to find is no leak. */
function collectGarbage(): void {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect === "function") collect();
}

/**
 * Says that the work is ready, then does it once for each line `run` on standard input until that ends; the other side
 * of `startBenchProcess`.
 *
 * @param work What is timed.
 * @param ready Facts for the table.
 */
export async function serveWork(work: ServedWork, ready: Ready): Promise<void> {
  console.log(JSON.stringify({ ready: true, ...ready }));
  let rest = "";
  for await (
    const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())
  ) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const answer = line === "memory" ? memoryUse(work) : turn(work);
      console.log(JSON.stringify(answer));
    }
  }
}

function turn(work: ServedWork): Turn {
  const start = performance.now();
  const value = work.run();
  const milliseconds = performance.now() - start;
  return { milliseconds, value: value ?? null };
}

function memoryUse(work: ServedWork): MemoryUse {
  collectGarbage();
  return {
    peak: statusBytes("VmHWM"),
    resident: statusBytes("VmRSS"),
    ...(work.tensors ? { tensors: work.tensors() } : {}),
  };
}
