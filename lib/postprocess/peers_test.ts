import assert from "node:assert/strict";
import { type Mask, pathExists } from "../core/mod.ts";
import { decodeImage, decodeLabelImage } from "../imaging/mod.ts";
import { cascade, teamStages } from "./mod.ts";
import { adversarialMap, awkwardMasks } from "./test_adversaries.ts";
import {
  type Answers,
  componentAnswers,
  mapAnswers,
  shapeAnswers,
} from "./test_answers.ts";
import { blobMap, blobMapSize, cascadeOptions } from "./test_blobs.ts";
import { boxMap, randomMap, randomMask } from "./test_masks.ts";
import {
  askPeers,
  firstDifference,
  type PeerCase,
  peersPython,
} from "./test_peers.ts";

const shared = Deno.env.get("SEGBOOK_SHARED_DATA") ??
  new URL("../../../shared/data", import.meta.url).pathname;
const noPeers = !await pathExists(peersPython);
/** How many times as many masks as in every day's test: SEGBOOK_PEER_CASES=10 takes minutes. */
const times = Number(Deno.env.get("SEGBOOK_PEER_CASES") ?? 1);

function ours({ kind, seed, picture, options }: PeerCase): Answers {
  const { width, height, data } = picture;
  if (data instanceof Uint8Array) {
    const mask = { data, width, height };
    return {
      ...componentAnswers(mask, seed),
      ...shapeAnswers(mask, seed, { withSplit: kind === "mask" }),
    };
  }
  const map = { data, width, height };
  return kind === "cascade"
    ? { cascade: cascade(map, options).data }
    : mapAnswers(map, seed);
}

async function compare(cases: readonly PeerCase[]): Promise<void> {
  const answers = await askPeers(cases);
  cases.forEach((one, i) =>
    assert.equal(firstDifference(ours(one), answers[i]!), undefined, one.name)
  );
}

Deno.test({
  name:
    "every function equals scikit-image, scipy, OpenCV and Pillow, asked now, on 780 random and awkward masks and maps (.setup/peers)",
  ignore: noPeers,
  async fn() {
    const seeds = (count: number) =>
      Array.from({ length: count }, (_, i) => 10_000 + i);
    await compare([
      ...awkwardMasks().map((picture, seed): PeerCase => ({
        name: `awkward mask ${seed}`,
        kind: "mask",
        seed,
        picture,
      })),
      ...seeds(500 * times).map((seed): PeerCase => ({
        name: `random mask ${seed}`,
        kind: "mask",
        seed,
        picture: randomMask(seed, 24 + seed % 40),
      })),
      ...seeds(200 * times).map((seed): PeerCase => ({
        name: `random map ${seed}`,
        kind: "map",
        seed,
        picture: randomMap(seed),
      })),
    ]);
  },
});

Deno.test({
  name:
    "cascade() equals the independent reading, run now, on 100 blobs and 300 adversarial maps (.setup/peers)",
  ignore: noPeers,
  async fn() {
    const plain = {
      stages: teamStages,
      closingSide: 9,
      minimumArea: 150,
      enough: 1000,
      emptyAbove: .5,
    };
    const blobs = Array.from({ length: 100 * times }, (_, i): PeerCase => {
      const seed = 20_000 + i;
      return {
        name: `blobs ${seed}`,
        kind: "cascade",
        seed,
        picture: blobMap(seed, ...blobMapSize(seed), seed % 2 ? 32 : 100),
        options: { ...plain, ...cascadeOptions(seed) },
      };
    });
    const adversaries = Array.from(
      { length: 300 * times },
      (_, seed): PeerCase => {
        const { map, options } = adversarialMap(seed);
        return {
          name: `adversary ${seed}`,
          kind: "cascade",
          seed,
          picture: map,
          options: { ...plain, ...options },
        };
      },
    );
    // Both outcomes must be common, or the thresholds are not tested.
    const found = adversaries.filter((one) =>
      ours(one)["cascade"]!.includes(1)
    ).length;
    assert(found > 75 * times && found < 290 * times, `${found}`);
    await compare([...blobs, ...adversaries]);
  },
});

/** Folders of real masks, and what is foreground in them. */
const realSets: [folder: string, isForeground: (value: number) => boolean][] = [
  ["wsss4luad/masks", (value) => value === 0],
  ["monuseg2018/masks", (value) => value > 0],
  ["dsb2018_histology/masks", (value) => value > 0],
  ["isbi2012_em/masks", (value) => value > 0],
  ["lung_ct_lungsegdb/masks", (value) => value > 0],
  ["cxr_lung_shenzhen_montgomery/masks", (value) => value > 0],
  ["cxr_covid_multiclass/masks", (value) => value > 0],
  ["uwm_gi_tract/masks", (value) => value > 0],
  ["ebhi_seg_polyp/masks", (value) => value > 127],
];

async function* filesIn(folder: string): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  for (const { name, isDirectory } of entries.toSorted(byName)) {
    if (isDirectory) yield* filesIn(`${folder}/${name}`);
    else if (/\.(png|jpg)$/.test(name)) yield `${folder}/${name}`;
  }
}

const byName = (a: Deno.DirEntry, b: Deno.DirEntry) => a.name < b.name ? -1 : 1;

async function readMask(
  path: string,
  isForeground: (value: number) => boolean,
): Promise<Mask> {
  const { values, width, height } = path.endsWith(".jpg")
    ? await decodeImage(path).then(({ data, channels, ...size }) => ({
      ...size,
      values: data.filter((_, i) => i % channels === 0),
    }))
    : await decodeLabelImage(path);
  const data = Uint8Array.from(values, (v) => isForeground(v) ? 1 : 0);
  return { data, width, height };
}

/** A part of a mask, from the middle on. */
function middle({ data, width, height }: Mask, side: number): Mask {
  const left = width >> 1, top = height >> 1;
  const columns = Math.min(side, width - left);
  const rows = Math.min(side, height - top);
  const part = Uint8Array.from(
    { length: columns * rows },
    (_, i) =>
      data[(top + Math.floor(i / columns)) * width + left + i % columns]!,
  );
  return { data: part, width: columns, height: rows };
}

Deno.test({
  name:
    "every function equals scikit-image, scipy, OpenCV and Pillow, asked now, on real masks of nine sets (.setup/peers, shared/data)",
  ignore: noPeers || !await pathExists(`${shared}/${realSets[0]![0]}`),
  async fn() {
    const cases: PeerCase[] = [];
    for (const [folder, isForeground] of realSets) {
      let seed = 0;
      for await (const path of filesIn(`${shared}/${folder}`)) {
        if (seed >= times) break;
        const mask = await readMask(path, isForeground);
        const part = middle(mask, 60);
        const told = { name: path, seed: seed++ };
        cases.push(
          // Radiographs are of several megapixels.
          {
            ...told,
            kind: "large",
            picture: times > 1 ? mask : middle(mask, 500),
          },
          { ...told, kind: "mask", picture: part },
          { ...told, kind: "map", picture: boxMap(part) },
        );
      }
      assert(seed > 0, folder);
    }
    await compare(cases);
  },
});
