import type { Load } from "../quiet_machine.ts";

/** A machine whose clock is turned by hand. */
export interface FakeMachine extends Load {
  /** Lets time go by, other processes using so many cores. */
  pass(milliseconds: number, cores: number): void;
}

/**
 * A machine that sleeps without waiting.
 *
 * @param whileAsleep Cores that others use during each sleep, in turn; the last goes on.
 */
export function fakeMachine(whileAsleep: readonly number[]): FakeMachine {
  let time = 0;
  let busy = 0;
  let sleeps = 0;
  const pass = (milliseconds: number, cores: number) => {
    time += milliseconds;
    busy += cores * milliseconds / 1000;
  };
  return {
    pass,
    busy: () => busy,
    used: () => 0,
    now: () => time,
    sleep(milliseconds) {
      const last = whileAsleep.length - 1;
      pass(milliseconds, whileAsleep[Math.min(sleeps++, last)]!);
      return Promise.resolve();
    },
  };
}
