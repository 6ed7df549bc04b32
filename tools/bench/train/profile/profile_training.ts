import type { BenchProcess } from "../../bench_process.ts";
import { waitForQuiet } from "../../quiet_machine.ts";
import type { PeerOptions } from "../../start_peer.ts";
import type { SuiteOptions } from "../../suite.ts";
import { withInput } from "../input_file.ts";
import { startOurs, startTorch } from "../start_sides.ts";
import { memoryCases, speedCases } from "../train_cases.ts";
import { LAYOUTS, type TrainWork } from "../train_work.ts";
import {
  type MemoryProfile,
  memoryTable,
  profileMemory,
} from "./profile_memory.ts";
import { profileSide, type SideProfile } from "./profile_side.ts";
import { profileTable } from "./profile_table.ts";

const EXPLANATION =
  "Times by oneDNN's own clock, mean of 5 steps; what is not oneDNN are the framework's own kernels and its overhead. " +
  "TensorFlow runs one kernel at a time here, so that they add up: the step may be slower than in the table.";

/** Starts one side of a piece of work. */
interface SideStart {
  readonly name: string;
  readonly start: (options: PeerOptions) => Promise<BenchProcess>;
}

/**
 * Says where the time of each training step and forward pass goes, and what the plain U-Net's steps hold, ours and
 * PyTorch's.
 *
 * @param options The peer's interpreter, which work, who is told.
 */
export async function profileTraining(
  options: Omit<SuiteOptions, "rounds">,
): Promise<void> {
  const { python, only = "", tell } = options;
  const folder = await Deno.makeTempDir({ prefix: "segbook-bench-" });
  try {
    for (const { name, work } of speedCases) {
      if (!name.includes(only)) continue;
      const sides: SideProfile[] = [];
      for (const side of sidesOf(await withInput(work, folder), python)) {
        await waitForQuiet();
        sides.push(await profileSide(side.name, side.start));
      }
      tell(`\n## ${name}\n\n${profileTable(sides)}`);
    }
    tell(`\n${EXPLANATION}`);
    const { name, work, steps } = memoryCases[0];
    if (!name.includes(only)) return;
    const sides: MemoryProfile[] = [];
    for (const side of sidesOf(await withInput(work, folder), python)) {
      sides.push(await profileMemory(side.name, await side.start({}), steps));
    }
    tell(`\n## ${name}\n\n${memoryTable(sides)}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function sidesOf(work: TrainWork, python: string | undefined): SideStart[] {
  const ours = {
    name: "ours",
    start: (options: PeerOptions) => startOurs(work, options),
  };
  if (python === undefined) return [ours];
  const peers = LAYOUTS.map((layout) => ({
    name: `PyTorch ${layout}`,
    start: (options: PeerOptions) => startTorch(python, work, layout, options),
  }));
  return [ours, ...peers];
}
