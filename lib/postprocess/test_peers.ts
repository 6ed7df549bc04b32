import { fileURLToPath } from "node:url";
import type { Mask, ProbabilityMap } from "../core/mod.ts";
import type { Answers } from "./test_answers.ts";
import type { CascadeOptions } from "./cascade.ts";

const fromRoot = (path: string) =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The peers' interpreter; `deno task bench` puts it there. */
export const peersPython = fromRoot(".setup/peers/bin/python");

/** A mask or map that the peers are asked about, and what ours answers. */
export interface PeerCase {
  /** What failed, for the message. */
  readonly name: string;
  /** `mask`: everything; `large`: without the watershed; `map`: what has two thresholds; `cascade`. */
  readonly kind: "mask" | "large" | "map" | "cascade";
  readonly seed: number;
  readonly picture: Mask | ProbabilityMap;
  readonly options?: CascadeOptions;
}

/**
 * What Python's peers answer to each case: one process, told and answering in files of bytes.
 *
 * @returns One an entry; the pictures stay in order.
 */
export async function askPeers(
  cases: readonly PeerCase[],
): Promise<Record<string, Uint8Array>[]> {
  const folder = await Deno.makeTempDir();
  try {
    await writeCases(folder, cases);
    const { code, stderr } = await new Deno.Command(peersPython, {
      args: [fromRoot("tools/oracles/postprocess_peer.py"), folder],
      stdout: "null",
      stderr: "piped",
    }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
    const index: Record<string, [number, number]>[] = JSON.parse(
      await Deno.readTextFile(`${folder}/answers.json`),
    );
    const bytes = await Deno.readFile(`${folder}/answers.bin`);
    return index.map((places) =>
      Object.fromEntries(
        Object.entries(places).map((
          [name, [at, length]],
        ) => [name, bytes.subarray(at, at + length)]),
      )
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeCases(folder: string, cases: readonly PeerCase[]) {
  let offset = 0;
  const told = cases.map(({ kind, seed, options, picture }) => {
    const { width, height, data } = picture;
    const place = { kind, seed, width, height, offset };
    offset += data.byteLength;
    return options ? { ...place, options } : place;
  });
  const pixels = new Uint8Array(offset);
  cases.forEach(({ picture: { data } }, i) =>
    pixels.set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      told[i]!.offset,
    )
  );
  await Deno.writeTextFile(`${folder}/cases.json`, JSON.stringify(told));
  await Deno.writeFile(`${folder}/pixels.bin`, pixels);
}

/** The first answer that is not the peers', if there is one. */
export function firstDifference(
  ours: Answers,
  peers: Record<string, Uint8Array>,
): string | undefined {
  const names = new Set([...Object.keys(ours), ...Object.keys(peers)]);
  for (const name of names) {
    const own = ours[name], other = peers[name];
    if (!own || !other) return `${name} is missing`;
    const { buffer, byteOffset, byteLength } = own;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    if (bytes.length !== other.length) return `${name} has another length`;
    const at = bytes.findIndex((value, i) => value !== other[i]);
    if (at >= 0) return `${name} at byte ${at}`;
  }
  return undefined;
}
