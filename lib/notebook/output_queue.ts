import type { Broadcast } from "./kernel.ts";

/** A message of an output, numbered in the order of sending. */
interface Sent {
  readonly number: number;
  readonly type: string;
  readonly content: Record<string, unknown>;
}

/** Bytes after which the kernel is given time to write. */
const PAUSE_BYTES = 64 * 1024;
/** Messages after which the kernel is given time to write. */
const PAUSE_MESSAGES = 64;
/** Text of one stream message at most. */
const CHUNK = 64 * 1024;
/** A message that nobody shows; sending it makes the kernel write what it still holds. */
const PUMP = "segbook_pump";

function roughBytes(content: Record<string, unknown>): number {
  let bytes = 200;
  const add = (value: unknown) => {
    if (typeof value === "string") bytes += value.length;
    else if (typeof value === "object" && value !== null) {
      Object.values(value).forEach(add);
    }
  };
  add(content);
  return bytes;
}

/**
 * Sends outputs one after another, none lost.
 *
 * Deno's kernel drops a message without a word where its socket's buffer is full: after some 300 displays in one turn
 * of the event loop, or behind displays of many megabytes. So every output goes through this queue, which lets the
 * kernel write in between, joins printed text into few messages, and numbers what it sends, so that a reader can
 * tell a loss and ask again.
 *
 * @example
 * ```ts
 * import { OutputQueue } from "./output_queue.ts";
 *
 * const seen: unknown[] = [];
 * const queue = new OutputQueue((type, content) => {
 *   seen.push([type, content]);
 *   return Promise.resolve();
 * });
 * queue.print("a\n", false);
 * queue.print("b\n", false);
 * await queue.flush();
 * if (JSON.stringify(seen) !== '[["stream",{"name":"stdout","text":"a\\nb\\n"}]]') throw new Error();
 * ```
 */
export class OutputQueue {
  readonly #broadcast: Broadcast;
  readonly #setTimeout = globalThis.setTimeout;
  #text: { name: "stdout" | "stderr"; pieces: string[]; length: number } = {
    name: "stdout",
    pieces: [],
    length: 0,
  };
  #waiting: Sent[] = [];
  #unacknowledged: Sent[] = [];
  #count = 0;
  #bytes = 0;
  #messages = 0;
  #draining: Promise<void> | undefined;

  /** @param broadcast The kernel's own. */
  constructor(broadcast: Broadcast) {
    this.#broadcast = broadcast;
  }

  /** Messages that were numbered so far. */
  get count(): number {
    return this.#count;
  }

  /** Takes printed text; it goes out as soon as the running code gives way. */
  print(text: string, isError: boolean): void {
    const name = isError ? "stderr" : "stdout";
    if (this.#text.name !== name || this.#text.length >= CHUNK) {
      this.#closeText();
    }
    this.#text.name = name;
    this.#text.pieces.push(text);
    this.#text.length += text.length;
    this.#start();
  }

  /** Sends an output after those before it. */
  async send(type: string, content: Record<string, unknown>): Promise<void> {
    this.#closeText();
    this.#enqueue(type, content);
    await this.#start();
  }

  /** Waits until everything is with the kernel, and has it written. */
  async flush(): Promise<void> {
    await this.#start();
    if (this.#bytes >= PAUSE_BYTES / 2) await this.#pause();
  }

  /** Forgets the messages up to a number, which the reader has. */
  acknowledge(number: number): void {
    this.#unacknowledged = this.#unacknowledged.filter((sent) =>
      sent.number > number
    );
  }

  /** Sends messages again that did not arrive. */
  async resend(numbers: readonly number[]): Promise<void> {
    const again = this.#unacknowledged.filter((sent) =>
      numbers.includes(sent.number)
    );
    for (const sent of again) {
      await this.#transmit(sent);
      await this.#pause();
    }
  }

  #closeText(): void {
    const { name, pieces } = this.#text;
    if (pieces.length === 0) return;
    this.#text = { name, pieces: [], length: 0 };
    this.#enqueue("stream", { name, text: pieces.join("") });
  }

  #enqueue(type: string, content: Record<string, unknown>): void {
    const sent = { number: ++this.#count, type, content };
    this.#waiting.push(sent);
    this.#unacknowledged.push(sent);
    // Without a reader that acknowledges (JupyterLab) the memory must not grow.
    if (this.#unacknowledged.length > 20_000) {
      this.#unacknowledged.splice(0, 10_000);
    }
  }

  #start(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #drain(): Promise<void> {
    await Promise.resolve(); // let a loop that prints run to its end
    for (;;) {
      this.#closeText();
      const sent = this.#waiting.shift();
      if (!sent) return;
      await this.#transmit(sent);
      if (this.#bytes >= PAUSE_BYTES || this.#messages >= PAUSE_MESSAGES) {
        await this.#pause();
      }
    }
  }

  async #transmit(sent: Sent): Promise<void> {
    this.#bytes += roughBytes(sent.content);
    this.#messages++;
    await this.#broadcast(sent.type, sent.content, {
      metadata: { segbook: sent.number },
    });
  }

  async #pause(): Promise<void> {
    const turns = Math.min(1 + Math.ceil(this.#bytes / 2 ** 18), 200);
    this.#bytes = 0;
    this.#messages = 0;
    for (let turn = 0; turn < turns; turn++) {
      await new Promise((resolve) => this.#setTimeout(resolve, 1));
      await this.#broadcast(PUMP, {});
    }
  }
}
