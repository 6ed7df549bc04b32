/** What a process says when it is ready to work. */
export interface Ready {
  /** Versions of what it works with. */
  readonly versions?: string;
  /** Parameters of its network. */
  readonly parameters?: number;
}

/** One piece of work. */
export interface Turn {
  /** By the process's own clock. */
  readonly milliseconds: number;
  /** What the work gave, such as a loss; null where that is not finite. */
  readonly value?: number | null;
}

/** What a process holds; null where the system does not say. */
export interface MemoryUse {
  /** Largest resident size so far, bytes. */
  readonly peak: number | null;
  /** Resident size, bytes. */
  readonly resident: number | null;
  /** Tensors alive. */
  readonly tensors?: number;
}

/** A process that does its work once a request. */
export interface BenchProcess {
  readonly pid: number;
  readonly ready: Ready;
  /**
   * Does the work once.
   *
   * @param part Which of the work's parts, where it has several.
   */
  run(part?: string): Promise<Turn>;
  /** What the work gives, in few letters, so that two processes can be compared. */
  check(part?: string): Promise<string>;
  memory(): Promise<MemoryUse>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** How a process is started. */
export interface BenchCommand {
  /** What it is called in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Told every line that is no answer. */
  readonly onLine?: (line: string) => void;
}

/**
 * Starts a process and waits until it is ready. It reads a request a line (`run`, `check`, both with a part, `memory`) and answers each with one
 * line of JSON; whatever else it prints is no answer.
 *
 * @param options What to start.
 * @throws {Error} Where it ends before it has answered; its own message has gone to the terminal.
 */
export async function startBenchProcess(
  options: BenchCommand,
): Promise<BenchProcess> {
  const child = new Deno.Command(options.command, {
    args: [...options.args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    env: { ...options.env },
  }).spawn();
  const input = child.stdin.getWriter();
  const answers = readAnswers(child.stdout, options.onLine);
  const ask = async (request: string): Promise<unknown> => {
    // Where it has ended, no answer comes, which says so in better words.
    await input.write(new TextEncoder().encode(`${request}\n`)).catch(() => {});
    return await nextAnswer();
  };
  const nextAnswer = async (): Promise<unknown> => {
    const { value, done } = await answers.next();
    if (done) {
      throw new Error(`Cannot measure ${options.name}: it ended early`);
    }
    return value;
  };
  const stop = async () => {
    await input.close().catch(() => {}); // It may have ended by itself.
    for await (const _ of answers);
    await child.status;
  };
  try {
    return {
      pid: child.pid,
      ready: await nextAnswer() as Ready,
      run: async (part) => await ask(words("run", part)) as Turn,
      check: async (part) =>
        (await ask(words("check", part)) as { check: string }).check,
      memory: async () => await ask("memory") as MemoryUse,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const words = (request: string, part?: string) =>
  part === undefined ? request : `${request} ${part}`;

/** The lines that are JSON objects, parsed. */
async function* readAnswers(
  output: ReadableStream<Uint8Array>,
  onLine: BenchCommand["onLine"],
): AsyncGenerator<unknown, void> {
  let rest = "";
  // The type wants any buffer, a child's output has its own.
  for await (
    const text of output.pipeThrough(
      new TextDecoderStream() as TransformStream<Uint8Array, string>,
    )
  ) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith("{")) yield JSON.parse(line);
      else onLine?.(line);
    }
  }
}
