import { fileURLToPath } from "node:url";
import { type BenchProcess, startBenchProcess } from "../bench_process.ts";
import { type PeerOptions, startPeer, THREADS } from "../start_peer.ts";
import { type Layout, LAYOUTS, type TrainWork } from "./train_work.ts";

const script = fileURLToPath(new URL("./our_process.ts", import.meta.url));

/** Starts our side of a piece of work. */
export function startOurs(
  work: TrainWork,
  { env, onLine }: PeerOptions = {},
): Promise<BenchProcess> {
  return startBenchProcess({
    name: `ours, ${JSON.stringify(work.model)}`,
    command: Deno.execPath(),
    args: [
      "run",
      "-A",
      "--quiet",
      "--v8-flags=--expose-gc",
      script,
      JSON.stringify(work),
    ],
    env: {
      TF_NUM_INTRAOP_THREADS: `${THREADS}`,
      TF_NUM_INTEROP_THREADS: `${THREADS}`,
      OMP_NUM_THREADS: `${THREADS}`,
      ...env,
    },
    ...(onLine ? { onLine } : {}),
  });
}

/** Starts PyTorch's side. */
export function startTorch(
  python: string,
  work: TrainWork,
  layout: Layout,
  options: PeerOptions = {},
): Promise<BenchProcess> {
  const words = JSON.stringify({ ...work, layout });
  return startPeer(python, "train_torch.py", [words], options);
}

/** Processes of one piece of work, ours first. */
export interface Sides {
  readonly processes: readonly [ours: BenchProcess, ...peers: BenchProcess[]];
  stop(): Promise<void>;
}

/**
 * Starts both sides, PyTorch in both layouts, and sees that their networks are of one size.
 *
 * @param work What they do.
 * @param python The peer's interpreter; without one ours is alone.
 * @param env What our process runs with besides.
 * @throws {Error} Where the networks differ.
 */
export async function startSides(
  work: TrainWork,
  python: string | undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<Sides> {
  const ours = await startOurs(work, { env });
  const processes: [BenchProcess, ...BenchProcess[]] = [ours];
  const stop = async () => {
    for (const each of processes) await each.stop();
  };
  try {
    for (const layout of python ? LAYOUTS : []) {
      processes.push(await startTorch(python!, work, layout));
    }
    const sizes = new Set(processes.map(({ ready }) => ready.parameters));
    if (sizes.size > 1) {
      throw new Error(
        `Cannot compare the networks: they must have as many parameters, current numbers are ${
          [...sizes].join(", ")
        }`,
      );
    }
    return { processes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
