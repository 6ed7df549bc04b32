/** Appends to `timing.jsonl` what differs from run to run, so that `log.jsonl` need not hold it. */
export class TimingLog {
  readonly #path: string;
  #started = performance.now();

  /** @param path Its folder exists. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Adds a line with the time of day. */
  add(entry: Readonly<Record<string, string | number>>): void {
    const line = { ...entry, at: new Date().toISOString() };
    Deno.writeTextFileSync(this.#path, JSON.stringify(line) + "\n", {
      append: true,
    });
  }

  /** Starts the epoch's clock. */
  beginEpoch(): void {
    this.#started = performance.now();
  }

  /** Notes how long the epoch took in this call. */
  endEpoch(epoch: number): number {
    const seconds = (performance.now() - this.#started) / 1000;
    this.add({ event: "epoch", epoch, seconds });
    return seconds;
  }
}

/**
 * Estimates the time left from the pace since the first call to it was prepared.
 *
 * @param made Steps made before.
 * @param steps Steps of the whole training.
 * @returns From the steps made by now to seconds.
 */
export function paceOf(made: number, steps: number): (step: number) => number {
  const started = performance.now();
  return (step) => {
    const seconds = (performance.now() - started) / 1000;
    return seconds / Math.max(1, step - made) * (steps - step);
  };
}
