import { fileURLToPath } from "node:url";
import { median } from "../../../lib/plots/median.ts";
import { type BenchProcess, startBenchProcess } from "../bench_process.ts";
import { type Contestant, measureRounds } from "../measure_rounds.ts";
import type { Load } from "../quiet_machine.ts";
import { startPeer } from "../start_peer.ts";
import type { BenchWork } from "./bench_work.ts";
import type { MapKind } from "./draw_maps.ts";
import type { PostprocessCase } from "./postprocess_cases.ts";
import type { PostprocessRow } from "./postprocess_table.ts";

const script = fileURLToPath(new URL("./our_process.ts", import.meta.url));

/** Turns before those that count: our functions are compiled as they turn out to be hot. */
const WARM_UP = 3;

/** What is measured, and how. */
export interface CaseOptions {
  /** Everything but the work itself. */
  readonly given: Omit<BenchWork, "work" | "repeats" | "way">;
  readonly rounds: number;
  /** The peers' interpreter; without one only ours is measured. */
  readonly python: string | undefined;
  /** Whose quiet is waited for. @default {this machine} */
  readonly machine?: Load;
}

/** A case's rows, and what stands below the table. */
export interface MeasuredCase {
  readonly rows: readonly PostprocessRow[];
  readonly versions: readonly string[];
  /** Rounds that count although the machine was not quiet. */
  readonly disturbed: number;
}

/** A process and its way, "" for ours. */
interface Side {
  readonly way: string;
  readonly process: BenchProcess;
}

/**
 * Sees once that all sides give the same on every map, then times them in turn, each in a process of its own.
 *
 * @throws {Error} Where two sides give different results.
 */
export async function measureCase(
  bench: PostprocessCase,
  { given, rounds, python, machine }: CaseOptions,
): Promise<MeasuredCase> {
  const { repeats = 1, work, name } = bench;
  const sides: Side[] = [];
  try {
    const ours = { ...given, work, repeats };
    sides.push({ way: "", process: await startOurs(ours) });
    const ways = python ? bench.peers.flatMap((peer) => peer.ways) : [];
    for (const way of new Set(ways)) {
      const words = JSON.stringify({ ...ours, way });
      const process = await startPeer(python!, "postprocess.py", [words], {
        env: { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
      });
      sides.push({ way, process });
    }
    await compareSides(name, sides, given.kinds);
    const contestants = given.kinds.flatMap((kind) =>
      sides.map(({ process }): Contestant => ({
        pid: process.pid,
        run: () => process.run(kind),
      }))
    );
    const { turns, disturbed } = await measureRounds(contestants, {
      rounds,
      warmUp: WARM_UP,
      ...(machine ? { machine } : {}),
    });
    const times = turns.map((list) =>
      median(list.map(({ milliseconds }) => milliseconds)) /
      (repeats * given.maps)
    );
    const [, ...peers] = sides;
    return {
      rows: bench.peers.map(({ library, ways, target }) => ({
        name,
        library,
        target,
        times: given.kinds.map((kind, k) => {
          const own = times[k * sides.length]!;
          const others = peers.flatMap(({ way }, p) =>
            ways.includes(way) ? [times[k * sides.length + 1 + p]!] : []
          );
          return others.length === 0
            ? { kind, ours: own }
            : { kind, ours: own, peer: Math.min(...others) };
        }),
      })),
      versions: sides.flatMap(({ process }) => process.ready.versions ?? []),
      disturbed,
    };
  } finally {
    for (const { process } of sides) await process.stop();
  }
}

function startOurs(work: BenchWork): Promise<BenchProcess> {
  return startBenchProcess({
    name: `ours, ${work.work}`,
    command: Deno.execPath(),
    args: ["run", "-A", "--quiet", script, JSON.stringify(work)],
  });
}

async function compareSides(
  name: string,
  sides: readonly Side[],
  kinds: readonly MapKind[],
): Promise<void> {
  for (const kind of kinds) {
    const [own, ...others] = await Promise.all(
      sides.map(({ process }) => process.check(kind)),
    );
    const other = others.findIndex((value) => value !== own);
    if (other < 0) continue;
    throw new Error(
      `Cannot compare ${name}: ours must give what ${
        sides[other + 1]!.way || "the peer"
      } gives on ${kind} maps, it does not`,
    );
  }
}
