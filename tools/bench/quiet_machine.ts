/** Clock ticks a second in /proc; fixed in Linux's interface. */
const TICKS = 100;

/** A machine that is too busy to measure on does so for this long before it is measured all the same, ms. */
const LIMIT = 60_000;

/** Cores that others may use while nothing of ours runs. */
const QUIET = 0.25;

/**
 * Seconds that all processors were busy since the start of the system.
 *
 * @param stat Text of Linux's /proc/stat.
 *
 * @example
 * ```ts
 * import { busySeconds } from "./quiet_machine.ts";
 *
 * if (busySeconds("cpu  100 20 30 9000 50 6 4 0 0 0\n") !== 1.6) throw new Error();
 * ```
 */
export function busySeconds(stat: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = stat
    .split("\n", 1)[0]!
    .trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) / TICKS;
}

/**
 * Seconds of processor time that a process and its threads have used.
 *
 * @param stat Text of Linux's /proc/PID/stat.
 *
 * @example
 * ```ts
 * import { processSeconds } from "./quiet_machine.ts";
 *
 * if (processSeconds("7 (a b) c) S 1 7 7 0 -1 0 1 2 3 4 150 50 0 0") !== 2) throw new Error();
 * ```
 */
export function processSeconds(stat: string): number {
  // The name may hold anything, so what counts begins after its last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** What the system tells of who uses its processors. */
export interface Load {
  /** Seconds that all processors were busy, undefined where the system does not say. */
  busy(): number | undefined;
  /** Seconds of one process. */
  used(pid: number): number;
  sleep(milliseconds: number): Promise<void>;
  /** Milliseconds. */
  now(): number;
}

/** The machine that this runs on. */
export const thisMachine: Load = {
  busy() {
    try {
      return busySeconds(Deno.readTextFileSync("/proc/stat"));
    } catch {
      return undefined; // Not Linux.
    }
  },
  used: (pid) => {
    try {
      return processSeconds(Deno.readTextFileSync(`/proc/${pid}/stat`));
    } catch {
      return 0; // Not Linux, or ended.
    }
  },
  sleep: (milliseconds) =>
    new Promise((done) => setTimeout(done, milliseconds)),
  now: () => performance.now(),
};

/**
 * Waits until other processes use less than a quarter of a core for half a second. Nothing of ours may run meanwhile.
 *
 * @param machine Where.
 * @returns False where the machine stayed busy for a minute.
 */
export async function waitForQuiet(
  machine: Load = thisMachine,
): Promise<boolean> {
  const start = machine.now();
  while (machine.now() - start < LIMIT) {
    const before = machine.busy();
    if (before === undefined) return true;
    const since = machine.now();
    await machine.sleep(500);
    const seconds = (machine.now() - since) / 1000;
    if ((machine.busy()! - before) / seconds < QUIET) return true;
    await machine.sleep(1500);
  }
  return false;
}
