import { median } from "../../../lib/plots/median.ts";
import { type Contestant, measureRounds } from "../measure_rounds.ts";
import type { BenchProcess } from "../bench_process.ts";
import { startPeer } from "../start_peer.ts";

/** One line of the table: our work and the same work by peers. */
export interface PipelineCase {
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
export interface PipelineResult {
  readonly name: string;
  readonly peerName: string;
  readonly ours: number;
  readonly peer: number | undefined;
  /** Rounds that count although the machine was not quiet. */
  readonly disturbed: number;
}

/**
 * Measures a case: ours and each peer in turn.
 *
 * @param bench The case.
 * @param python The peers' interpreter; without one only ours is measured.
 * @param rounds Rounds that count, after two that warm up.
 * @returns Medians in milliseconds.
 */
export async function measureCase(
  bench: PipelineCase,
  python: string | undefined,
  rounds: number,
): Promise<PipelineResult> {
  const work = await bench.prepare();
  const ours: Contestant = {
    async run() {
      const start = performance.now();
      await work.run();
      return { milliseconds: performance.now() - start };
    },
  };
  const peers: BenchProcess[] = [];
  try {
    for (const [script = "", ...args] of python ? bench.peers : []) {
      peers.push(await startPeer(python!, script, args));
    }
    const { turns, disturbed } = await measureRounds([ours, ...peers], {
      rounds,
      warmUp: 2,
    });
    const [own, ...others] = turns.map((list) =>
      median(list.map(({ milliseconds }) => milliseconds))
    );
    return {
      name: bench.name,
      peerName: bench.peerName,
      ours: own!,
      peer: peers.length ? Math.min(...others) : undefined,
      disturbed,
    };
  } finally {
    for (const peer of peers) await peer.stop();
    work.dispose?.();
  }
}
