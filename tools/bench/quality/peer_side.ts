import { fileURLToPath } from "node:url";
import { readProbabilityMap } from "../../../lib/imaging/mod.ts";
import { THREADS } from "../start_peer.ts";
import type { OpenedRun } from "./open_quality_run.ts";
import { foldLabels } from "./our_side.ts";
import type { ScoredImage } from "./score_maps.ts";

const SCRIPT = fileURLToPath(
  new URL("../peers/quality_smp.py", import.meta.url),
);

/** What the peer writes of a fold. */
export interface PeerFold {
  /** Time of the training. */
  readonly seconds: number;
  readonly versions: string;
}

/**
 * Lets the peer train and predict every fold that it has not done before.
 *
 * @param python Its interpreter.
 * @param work From `writePeerWork`.
 * @throws {Error} Where it fails; its own message has gone to the terminal.
 */
export async function runPeer(python: string, work: string): Promise<void> {
  const { success } = await new Deno.Command(python, {
    args: [SCRIPT, work],
    env: { OMP_NUM_THREADS: `${THREADS}` },
    stdin: "null",
  }).spawn().status;
  if (!success) throw new Error("Cannot compare: the peer has failed");
}

/** What the peer wrote of each fold. */
export async function peerFolds(
  { folds }: OpenedRun,
  folder: string,
): Promise<PeerFold[]> {
  const paths = folds.folds.map((_, fold) => `${folder}/fold_${fold}.json`);
  return await Promise.all(
    paths.map(async (path) => JSON.parse(await Deno.readTextFile(path))),
  );
}

/** The peer's out-of-fold maps, fold by fold. */
export async function* peerMaps(
  opened: OpenedRun,
  folder: string,
): AsyncGenerator<ScoredImage> {
  for await (const image of foldLabels(opened)) {
    const map = await readProbabilityMap(`${folder}/${image.id}.png`);
    yield { ...image, map };
  }
}
