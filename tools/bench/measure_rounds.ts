import type { Turn } from "./bench_process.ts";
import { type Load, thisMachine, waitForQuiet } from "./quiet_machine.ts";

/** Cores that others may use during a round before it is made again. */
const DISTURBED = 0.3;

/** Threads that wait for more work spin for a few milliseconds: so long the next turn waits, ms. */
const SETTLE = 50;

/** One who takes turns. */
export interface Contestant {
  run(): Promise<Turn>;
  /** Its process, where it is another one; several may share one. */
  readonly pid?: number;
}

/** How often, and where. */
export interface RoundsOptions {
  /** Rounds that count. */
  readonly rounds: number;
  /** Rounds before them. */
  readonly warmUp: number;
  readonly machine?: Load;
}

/** What came of the rounds. */
export interface Rounds {
  /** Turns that count, a list a contestant. */
  readonly turns: readonly (readonly Turn[])[];
  /** Rounds that count although other processes took a part of the machine. */
  readonly disturbed: number;
}

/**
 * Lets contestants work in turn, round by round, so that a slow moment of the machine hits all alike. Before each round
 * it waits for a quiet machine; a round during which others used more than 0.3 of a core is made again, as many as there
 * are rounds in all.
 *
 * @param contestants Who takes turns, in this order.
 * @param options Rounds and warm-up.
 */
export async function measureRounds(
  contestants: readonly Contestant[],
  options: RoundsOptions,
): Promise<Rounds> {
  const { rounds, warmUp, machine = thisMachine } = options;
  const turns: Turn[][] = contestants.map(() => []);
  let again = rounds;
  let disturbed = 0;
  for (let round = -warmUp; round < rounds;) {
    const quiet = round < 0 || await waitForQuiet(machine);
    const others = watchOthers(contestants, machine);
    const row: Turn[] = [];
    for (const contestant of contestants) {
      row.push(await contestant.run());
      await machine.sleep(SETTLE);
    }
    const alone = quiet && others() <= DISTURBED;
    if (round >= 0) {
      if (!alone && again-- > 0) continue;
      if (!alone) disturbed++;
      row.forEach((turn, i) => turns[i]!.push(turn));
    }
    round++;
  }
  return { turns, disturbed };
}

/** Gives how many cores processes that are not ours have used since. */
function watchOthers(
  contestants: readonly Contestant[],
  machine: Load,
): () => number {
  const pids = [
    ...new Set([Deno.pid, ...contestants.flatMap(({ pid }) => pid ?? [])]),
  ];
  const state = () => ({
    busy: machine.busy() ?? 0,
    own: pids.reduce((sum, pid) => sum + machine.used(pid), 0),
    time: machine.now(),
  });
  const from = state();
  return () => {
    const to = state();
    // Ticks are 10 ms: over less than a second they say nothing.
    const seconds = Math.max((to.time - from.time) / 1000, 1);
    return (to.busy - from.busy - (to.own - from.own)) / seconds;
  };
}
