import type { SuiteOptions } from "../../suite.ts";
import { waitForQuiet } from "../../quiet_machine.ts";
import { withInput } from "../input_file.ts";
import { startOurs, startTorch } from "../start_sides.ts";
import { speedCases } from "../train_cases.ts";
import { LAYOUTS } from "../train_work.ts";
import { profileSide, type SideProfile } from "./profile_side.ts";
import { profileTable } from "./profile_table.ts";

const EXPLANATION =
  "Times by oneDNN's own clock, mean of 5 steps. What is not oneDNN are the framework's own kernels and its overhead; " +
  "where two kernels run at once, it comes out too small, even below 0.";

/**
 * Says where the time of each training step and forward pass goes, ours and PyTorch's.
 *
 * @param options The peer's interpreter, which work, who is told.
 */
export async function profileTraining(
  options: Omit<SuiteOptions, "rounds">,
): Promise<void> {
  const { python, only = "", tell } = options;
  const folder = await Deno.makeTempDir({ prefix: "segbook-bench-" });
  try {
    for (const { name, work: spec } of speedCases) {
      if (!name.includes(only)) continue;
      const work = await withInput(spec, folder);
      const sides: SideProfile[] = [];
      await waitForQuiet();
      sides.push(await profileSide("ours", (more) => startOurs(work, more)));
      for (const layout of python ? LAYOUTS : []) {
        await waitForQuiet();
        sides.push(
          await profileSide(
            `PyTorch ${layout}`,
            (more) => startTorch(python!, work, layout, more),
          ),
        );
      }
      tell(`\n## ${name}\n\n${profileTable(sides)}`);
    }
    tell(`\n${EXPLANATION}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
