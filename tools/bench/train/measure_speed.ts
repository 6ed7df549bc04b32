import { median } from "../../../lib/plots/median.ts";
import { measureRounds } from "../measure_rounds.ts";
import { checkLosses } from "./check_losses.ts";
import { startSides } from "./start_sides.ts";
import type { SpeedCase } from "./train_cases.ts";
import { compared, inMilliseconds, type TrainRow } from "./train_table.ts";
import { LAYOUTS, type TrainWork } from "./train_work.ts";

/** A compiled step is traced again at its second and third run, and both sides settle their memory. */
const WARM_UP = 4;

/** A row, and what stands below the table. */
export interface MeasuredRow {
  readonly row: TrainRow;
  /** Versions of both sides. */
  readonly versions: readonly string[];
  /** Rounds that count although the machine was not quiet. */
  readonly disturbed: number;
}

/**
 * Times a step of ours and of PyTorch's in both layouts, in turn.
 *
 * @param speed The case.
 * @param work Its work, with a file of images.
 * @param options The peer's interpreter, rounds.
 */
export async function measureSpeed(
  { name, target, env = {} }: SpeedCase,
  work: TrainWork,
  options: { readonly python: string | undefined; readonly rounds: number },
): Promise<MeasuredRow> {
  const { processes, stop } = await startSides(
    work,
    options.python,
    env,
  );
  try {
    const { turns, disturbed } = await measureRounds(processes, {
      rounds: options.rounds,
      warmUp: WARM_UP,
    });
    if (work.kind === "train") {
      turns.forEach((list, i) =>
        checkLosses(list, i === 0 ? `ours (${name})` : `PyTorch (${name})`)
      );
    }
    const [ours = NaN, ...peers] = turns.map((list) =>
      median(list.map(({ milliseconds }) => milliseconds))
    );
    const versions = processes.flatMap(({ ready }) => ready.versions ?? []);
    const row = { name, ours: inMilliseconds(ours), target: target.toFixed(2) };
    if (peers.length === 0) return { row, versions, disturbed };
    const peer = Math.min(...peers);
    const layout = LAYOUTS[peers.indexOf(peer)];
    return {
      row: {
        ...row,
        peer: `${inMilliseconds(peer)} (${layout})`,
        ...compared(ours, peer, target),
      },
      versions,
      disturbed,
    };
  } finally {
    await stop();
  }
}
