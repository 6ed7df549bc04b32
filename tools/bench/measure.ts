import { median } from "../../lib/plots/median.ts";
import { type Peer, startPeer } from "./peer.ts";

/** One line of the table: our work and the same work by peers. */
export interface BenchCase {
  /** What is done, for the table. */
  readonly name: string;
  /** What the peer is, for the table. */
  readonly peerName: string;
  /** Makes our work ready; gives what is timed. */
  prepare(): Promise<{ run(): unknown; dispose?(): void }>;
  /** The peers' command lines (script and arguments); where there are several the faster counts. */
  readonly peers: readonly (readonly string[])[];
}

/** Medians of a case, milliseconds. */
export interface BenchResult {
  readonly name: string;
  readonly peerName: string;
  readonly ours: number;
  readonly peer: number | undefined;
}

/**
 * Measures a case: ours and each peer in turn, round by round, so that a slow moment of the machine hits all alike.
 *
 * @param bench The case.
 * @param python The peers' interpreter; without one only ours is measured.
 * @param rounds Rounds that count, after two that warm up.
 * @returns Medians in milliseconds.
 */
export async function measure(
  bench: BenchCase,
  python: string | undefined,
  rounds: number,
): Promise<BenchResult> {
  const ours = await bench.prepare();
  const peers: Peer[] = [];
  const times: number[][] = [[], ...bench.peers.map(() => [])];
  try {
    if (python) {
      for (const words of bench.peers) {
        peers.push(await startPeer(python, words));
      }
    }
    for (let round = -2; round < rounds; round++) {
      const start = performance.now();
      await ours.run();
      const row = [performance.now() - start];
      for (const peer of peers) row.push(await peer.run());
      if (round >= 0) row.forEach((time, i) => times[i]!.push(time));
    }
  } finally {
    for (const peer of peers) await peer.stop();
    ours.dispose?.();
  }
  const [own, ...others] = times.map((list) =>
    list.length ? median(list) : NaN
  );
  return {
    name: bench.name,
    peerName: bench.peerName,
    ours: own!,
    peer: peers.length ? Math.min(...others) : undefined,
  };
}
