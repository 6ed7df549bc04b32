import { median } from "../../../lib/plots/median.ts";
import type { BenchProcess, MemoryUse } from "../bench_process.ts";
import { startOurs, startTorch } from "./start_sides.ts";
import { type MemoryCase, steadyCase } from "./train_cases.ts";
import { compared, inMegabytes, type TrainRow } from "./train_table.ts";
import { LAYOUTS, type TrainWork } from "./train_work.ts";

/** Peak memory of processes that make a few steps, one process at a time. */
export async function measurePeak(
  { name, steps, target, env = {} }: MemoryCase,
  work: TrainWork,
  python: string | undefined,
): Promise<TrainRow> {
  const ours = await peakOf(await startOurs(work, { env }), steps);
  const row = { name, target: target.toFixed(2) };
  if (ours === null) return { ...row, ours: "unknown on this system" };
  const peers: { peak: number; layout: string }[] = [];
  for (const layout of python ? LAYOUTS : []) {
    const peak = await peakOf(await startTorch(python!, work, layout), steps);
    if (peak !== null) peers.push({ peak, layout });
  }
  const [least] = peers.toSorted((a, b) => a.peak - b.peak);
  if (!least) return { ...row, ours: inMegabytes(ours) };
  return {
    ...row,
    ours: inMegabytes(ours),
    peer: `${inMegabytes(least.peak)} (${least.layout})`,
    ...compared(ours, least.peak, target),
  };
}

async function peakOf(
  side: BenchProcess,
  steps: number,
): Promise<number | null> {
  try {
    for (let step = 0; step < steps; step++) await side.run();
    return (await side.memory()).peak;
  } finally {
    await side.stop();
  }
}

/** Tensors and resident size at each step of ours. */
export async function measureSteady(work: TrainWork): Promise<TrainRow> {
  const ours = await startOurs(work);
  try {
    const uses: MemoryUse[] = [];
    for (let step = 0; step < steadyCase.steps; step++) {
      await ours.run();
      uses.push(await ours.memory());
    }
    return { name: steadyCase.name, ...steadiness(uses, steadyCase.window) };
  } finally {
    await ours.stop();
  }
}

/** Growth of the resident size that is still called flat, a step: the allocator's noise, far below any batch. */
const FLAT_BYTES = 4096;

/**
 * Compares what a process held at its first and at its last steps.
 *
 * @param uses What it held after each step.
 * @param window Steps at either end; medians are compared.
 * @returns What the row says.
 *
 * @example
 * ```ts
 * import { steadiness } from "./measure_memory.ts";
 *
 * const uses = Array.from({ length: 100 }, (_, i) => ({ peak: null, resident: 5e8, tensors: 40 + i }));
 * if (steadiness(uses, 10).met) throw new Error("a tensor a step is a leak");
 * ```
 */
export function steadiness(
  uses: readonly MemoryUse[],
  window: number,
): Omit<TrainRow, "name"> {
  const ends = [uses.slice(0, window), uses.slice(-window)];
  const [tensorsBefore = 0, tensorsAfter = 0] = ends.map((list) =>
    median(list.map(({ tensors = 0 }) => tensors))
  );
  const [before = 0, after = 0] = ends.map((list) =>
    median(list.map(({ resident }) => resident ?? 0))
  );
  const growth = (after - before) / (uses.length - window);
  const tensors = tensorsBefore === tensorsAfter
    ? `${tensorsAfter}`
    : `${tensorsBefore} to ${tensorsAfter}`;
  return {
    ours: `${tensors}; ${inMegabytes(before)} to ${inMegabytes(after)}`,
    target: "flat",
    met: tensorsAfter <= tensorsBefore && growth <= FLAT_BYTES,
  };
}
