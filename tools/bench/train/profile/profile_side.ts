import { median } from "../../../../lib/plots/median.ts";
import type { BenchProcess } from "../../bench_process.ts";
import type { PeerOptions } from "../../start_peer.ts";
import { type OnednnRun, parseOnednnLine } from "./onednn_line.ts";

/** Where the time of a step goes, milliseconds. */
export interface SideProfile {
  readonly name: string;
  /** Median of the steps. */
  readonly step: number;
  /** By kind, mean of the steps. */
  readonly kinds: ReadonlyMap<string, number>;
}

const WARM_UP = 4;
const STEPS = 5;

/**
 * Runs a few steps of a process while oneDNN says what it does.
 *
 * @param name The side's name.
 * @param start Starts the process with the options given.
 */
export async function profileSide(
  name: string,
  start: (options: PeerOptions) => Promise<BenchProcess>,
): Promise<SideProfile> {
  const runs: OnednnRun[] = [];
  let counts = false;
  const side = await start({
    // TensorFlow would run two kernels at once, whose times then add up to more than the step.
    env: { ONEDNN_VERBOSE: "profile_exec", TF_NUM_INTEROP_THREADS: "1" },
    onLine: (line) => {
      const run = counts ? parseOnednnLine(line) : undefined;
      if (run) runs.push(run);
    },
  });
  try {
    const times: number[] = [];
    for (let step = -WARM_UP; step < STEPS; step++) {
      counts = step >= 0;
      const { milliseconds } = await side.run();
      if (counts) times.push(milliseconds);
    }
    return { name, step: median(times), kinds: meanByKind(runs, STEPS) };
  } finally {
    counts = false;
    await side.stop();
  }
}

/** Milliseconds a step of each kind. */
export function meanByKind(
  runs: readonly OnednnRun[],
  steps: number,
): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const { kind, milliseconds } of runs) {
    kinds.set(kind, (kinds.get(kind) ?? 0) + milliseconds / steps);
  }
  return kinds;
}
