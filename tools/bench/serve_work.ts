import type { MemoryUse, Ready, Turn } from "./bench_process.ts";

/** Work that a process offers. */
export interface ServedWork {
  /** Does it once, or a part of it; gives a number to be checked, such as a loss. */
  run(part?: string): number | undefined;
  /** What it gives, in few letters. */
  check?(part?: string): string;
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

/** Largest resident size of this process so far, bytes; null where the system does not say. */
export const peakMemory = () => statusBytes("VmHWM");

/** `gc` is there under `--expose-gc`: what the garbage collector has yet to find is no leak. */
function collectGarbage(): void {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect === "function") collect();
}

/**
 * Says that the work is ready, then does it once for each line `run` or `run PART` on standard input until that ends; the
 * other side of `startBenchProcess`.
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
      console.log(JSON.stringify(answerTo(line, work)));
    }
  }
}

function answerTo(line: string, work: ServedWork): unknown {
  const [request, part] = line.split(" ");
  if (request === "memory") return memoryUse(work);
  if (request === "check") return { check: work.check?.(part) };
  return turn(work, part);
}

function turn(work: ServedWork, part?: string): Turn {
  const start = performance.now();
  const value = work.run(part);
  const milliseconds = performance.now() - start;
  return { milliseconds, value: value ?? null };
}

function memoryUse(work: ServedWork): MemoryUse {
  collectGarbage();
  return {
    peak: peakMemory(),
    resident: statusBytes("VmRSS"),
    ...(work.tensors ? { tensors: work.tensors() } : {}),
  };
}
