import type { BenchProcess, MemoryUse } from "../../bench_process.ts";
import { markdownTable } from "../../table_text.ts";
import { inMegabytes } from "../train_table.ts";

/** What a process held from when it was ready to its last step. */
export interface MemoryProfile {
  readonly name: string;
  /** Before the first step, then after each. */
  readonly uses: readonly MemoryUse[];
}

/**
 * Asks a process what it holds before and after each step, and ends it.
 *
 * @param name The side's name.
 * @param side The process.
 * @param steps Steps.
 */
export async function profileMemory(
  name: string,
  side: BenchProcess,
  steps: number,
): Promise<MemoryProfile> {
  try {
    const uses = [await side.memory()];
    for (let step = 0; step < steps; step++) {
      await side.run();
      uses.push(await side.memory());
    }
    return { name, uses };
  } finally {
    await side.stop();
  }
}

/**
 * Writes what processes held, side by side.
 *
 * @param sides With as many steps each.
 *
 * @example
 * ```ts
 * import { memoryTable } from "./profile_memory.ts";
 *
 * const uses = [1, 3].map((n) => ({ resident: n * 2 ** 20, peak: n * 2 ** 21 }));
 * const table = memoryTable([{ name: "ours", uses }]);
 * if (!table.includes("| after step 1 | 3 MB, peak 6 MB |")) throw new Error();
 * ```
 */
export function memoryTable(sides: readonly MemoryProfile[]): string {
  const moments = Math.max(...sides.map(({ uses }) => uses.length));
  const cell = (use: MemoryUse | undefined) =>
    use?.resident && use.peak
      ? `${inMegabytes(use.resident)}, peak ${inMegabytes(use.peak)}`
      : "-";
  return markdownTable(
    ["resident", ...sides.map(({ name }) => `>${name}`)],
    Array.from({ length: moments }, (_, moment) => [
      moment === 0 ? "network built" : `after step ${moment}`,
      ...sides.map(({ uses }) => cell(uses[moment])),
    ]),
  );
}
