import { fileURLToPath } from "node:url";
import { type BenchProcess, startBenchProcess } from "./bench_process.ts";

const folder = fileURLToPath(new URL("./peers/", import.meta.url));

/** Threads of ours and of every peer. */
export const THREADS = 2;

/** What a peer's process may be told beside its arguments. */
export interface PeerOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

/**
 * Starts a Python peer and waits until it is ready.
 *
 * @param python The interpreter.
 * @param script File under `peers/`.
 * @param args Its arguments.
 * @param options Environment, and who is told what it prints.
 * @throws {Error} Where the script ends before it has answered.
 */
export function startPeer(
  python: string,
  script: string,
  args: readonly string[],
  options: PeerOptions = {},
): Promise<BenchProcess> {
  const { env, onLine } = options;
  return startBenchProcess({
    name: script,
    command: python,
    args: [`${folder}${script}`, ...args],
    env: { OMP_NUM_THREADS: `${THREADS}`, ...env },
    ...(onLine ? { onLine } : {}),
  });
}
