/** How a command ended. */
export interface CommandResult {
  /** 0 where it did its work. */
  readonly code: number;
  /** The signal that ended it, where one did. */
  readonly signal: string | undefined;
  /** The end of what it printed, both streams. */
  readonly output: string;
}

/** Options of {@linkcode runCommand}. */
export interface CommandOptions {
  /** Working folder. */
  readonly cwd: string;
  /** Variables on top of the present ones; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Sees each line of both streams as it comes. */
  readonly onLine?: (line: string) => void;
  /** Where all that is printed is kept. */
  readonly log?: string;
  /** Told the process's number at its start, and `undefined` at its end. */
  readonly onChild?: (pid: number | undefined) => Promise<void>;
}

const KEPT_LINES = 200;

/** Variables with which a person's habits or another environment would turn pip and Python elsewhere. */
const STRAYS = [
  "PYTHONHOME",
  "PYTHONPATH",
  "PIP_TARGET",
  "PIP_PREFIX",
  "PIP_ROOT",
  "PIP_USER",
  "PIP_PYTHON",
  "PIP_NO_DEPS",
  "PIP_REQUIRE_HASHES",
  "PIP_QUIET",
  "PIP_PROGRESS_BAR",
  "DENO_NO_PACKAGE_JSON",
];

async function eachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r?\n|\r/);
    rest = lines.pop() ?? "";
    lines.forEach(take);
  }
  if (rest !== "") take(rest);
}

/**
 * Runs a command to its end, without a shell and without input.
 *
 * @param command A program and its arguments.
 * @returns How it ended; a program that is not there gives code 127.
 */
export async function runCommand(
  command: readonly [string, ...string[]],
  options: CommandOptions,
): Promise<CommandResult> {
  const [program, ...args] = command;
  const env: Record<string, string> = { ...Deno.env.toObject() };
  for (const name of STRAYS) delete env[name];
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  const log = options.log === undefined
    ? undefined
    : await Deno.open(options.log, { create: true, append: true });
  const encoder = new TextEncoder();
  const record = (line: string) => log?.writeSync(encoder.encode(`${line}\n`));
  try {
    record(`$ ${command.join(" ")}`);
    let child: Deno.ChildProcess;
    try {
      child = new Deno.Command(program, {
        args,
        cwd: options.cwd,
        env,
        clearEnv: true,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      record(reason);
      return { code: 127, signal: undefined, output: reason };
    }
    await options.onChild?.(child.pid);
    const kept: string[] = [];
    const take = (line: string) => {
      record(line);
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      options.onLine?.(line);
    };
    const [status] = await Promise.all([
      child.status,
      eachLine(child.stdout, take),
      eachLine(child.stderr, take),
    ]);
    await options.onChild?.(undefined);
    return {
      code: status.code,
      signal: status.signal ?? undefined,
      output: kept.join("\n"),
    };
  } finally {
    log?.close();
  }
}
