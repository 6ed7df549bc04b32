import { fileURLToPath } from "node:url";

/** A Python process that does its work once a request. */
export interface Peer {
  /** Runs the work once; milliseconds as the peer's own clock measured them. */
  run(): Promise<number>;
  /** Ends the process. */
  stop(): Promise<void>;
}

const folder = fileURLToPath(new URL("./peers/", import.meta.url));

/**
 * Starts a peer and waits until it is ready.
 *
 * @param python The interpreter.
 * @param words Script under `peers/` and its arguments.
 * @throws {Error} Where the script ends before it has answered; its own message has gone to the terminal.
 */
export async function startPeer(
  python: string,
  words: readonly string[],
): Promise<Peer> {
  const [script, ...args] = words;
  const child = new Deno.Command(python, {
    args: [`${folder}${script}`, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    env: { OMP_NUM_THREADS: "2" },
  }).spawn();
  const input = child.stdin.getWriter();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  const line = async (): Promise<string> => {
    while (!buffer.includes("\n")) {
      const { value, done } = await output.read();
      if (done) {
        throw new Error(`Cannot measure the peer: ${script} ended early`);
      }
      buffer += value;
    }
    const end = buffer.indexOf("\n");
    const text = buffer.slice(0, end);
    buffer = buffer.slice(end + 1);
    return text;
  };
  const ready = await line();
  if (ready !== "ready") {
    throw new Error(`Cannot measure the peer: ${script} answered "${ready}"`);
  }
  return {
    async run() {
      await input.write(new TextEncoder().encode("\n"));
      return Number(await line());
    },
    async stop() {
      await input.close();
      await output.cancel();
      await child.status;
    },
  };
}
