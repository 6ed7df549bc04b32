/** Where progress is written and how. */
export interface ProgressOptions {
  /** Takes text as it is. */
  readonly write: (text: string) => void;
  /** Whether a line can be written over. */
  readonly terminal: boolean;
  /** Milliseconds since any fixed moment. */
  readonly now?: () => number;
}

/**
 * Tells a person how far the set-up is, one line a step: "2/7 Python environment ... 14 s".
 *
 * @example
 * ```ts
 * import { Progress } from "./progress.ts";
 *
 * let text = "";
 * const progress = new Progress({ write: (more) => text += more, terminal: false, now: () => 0 });
 * progress.begin(1, 7, "checks");
 * progress.end();
 * if (text !== "1/7 checks ... 0 s\n") throw new Error(text);
 * ```
 */
export class Progress {
  readonly #write: (text: string) => void;
  readonly #terminal: boolean;
  readonly #now: () => number;
  #line = "";
  #began = 0;
  #tenths = 0;
  #percent = -1;

  constructor(options: ProgressOptions) {
    this.#write = options.write;
    this.#terminal = options.terminal;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Begins the line of step `index` of `count`. */
  begin(index: number, count: number, title: string): void {
    this.#line = `${index}/${count} ${title} ...`;
    this.#began = this.#now();
    this.#tenths = 0;
    this.#percent = -1;
    this.#write(this.#line);
  }

  /** Shows the part that is done, from 0 to 1: on a terminal in place, elsewhere every tenth. */
  part(done: number): void {
    const percent = Math.floor(100 * Math.min(Math.max(done, 0), 1));
    if (this.#terminal) {
      if (percent === this.#percent) return;
      this.#percent = percent;
      this.#write(`\r\x1b[K${this.#line} ${percent} %`);
      return;
    }
    while (this.#tenths < Math.floor(percent / 10)) {
      this.#tenths++;
      this.#write(` ${10 * this.#tenths} %`);
    }
  }

  /** Ends the line with the time the step took. */
  end(): void {
    if (this.#terminal && this.#percent >= 0) {
      this.#write(`\r\x1b[K${this.#line}`);
    }
    this.#write(` ${Math.round((this.#now() - this.#began) / 1000)} s\n`);
    this.#line = "";
  }

  /** Adds a word to the line that is open, as in "no usable GPU here". */
  remark(text: string): void {
    this.#line += ` (${text})`;
    this.#write(this.#terminal ? `\r\x1b[K${this.#line}` : ` (${text})`);
  }

  /** Ends the line of a step that failed, where one is open. */
  fail(): void {
    if (this.#line !== "") this.#write(" failed\n");
    this.#line = "";
  }

  /** Writes a line of its own between steps. */
  note(text: string): void {
    this.#write(`${text}\n`);
  }
}

/**
 * Reads pip's `--progress-bar raw`, as in "Progress 131072 of 274000871".
 *
 * @returns Bytes done and in all, or `undefined` for another line.
 *
 * @example
 * ```ts
 * import { parseRawProgress } from "./progress.ts";
 *
 * if (parseRawProgress("Progress 5 of 20")?.total !== 20) throw new Error();
 * ```
 */
export function parseRawProgress(
  line: string,
): { done: number; total: number } | undefined {
  const found = /^\s*Progress (\d+) of (\d+)\s*$/.exec(line);
  if (!found) return undefined;
  const [done, total] = [Number(found[1]), Number(found[2])];
  return total > 0 ? { done, total } : undefined;
}
