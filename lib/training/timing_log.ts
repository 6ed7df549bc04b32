/** Appends to `timing.jsonl` what differs from run to run, so that `log.jsonl` need not hold it. */
export class TimingLog {
  readonly #path: string;
  #started = performance.now();
  #stepping = 0;
  #waiting = 0;

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
    this.#stepping = 0;
    this.#waiting = 0;
  }

  /** Gives the same batches and notes how long each was waited for, and how long all of the steps took. */
  async *timeWaits<T>(
    batches: AsyncGenerator<T, void>,
  ): AsyncGenerator<T, void> {
    const started = performance.now();
    try {
      for (;;) {
        const asked = performance.now();
        const next = await batches.next();
        this.#waiting += performance.now() - asked;
        if (next.done) return;
        yield next.value;
      }
    } finally {
      this.#stepping += performance.now() - started;
      await batches.return();
    }
  }

  /** Notes how long the epoch took in this call, and the share of its steps' time that was waiting for batches. */
  endEpoch(epoch: number): { seconds: number; waitShare: number } {
    const seconds = (performance.now() - this.#started) / 1000;
    const waitShare = this.#stepping > 0 ? this.#waiting / this.#stepping : 0;
    this.add({ event: "epoch", epoch, seconds, waitShare });
    return { seconds, waitShare };
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
