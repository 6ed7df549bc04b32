import assert from "node:assert/strict";
import { MAP_KINDS } from "./draw_maps.ts";
import { readMap, writeMaps } from "./map_files.ts";
import { measureCase } from "./measure_case.ts";
import { ourWork } from "./our_works.ts";
import { postprocessCases } from "./postprocess_cases.ts";
import { measureStream } from "./stream_search.ts";

const size = { width: 400, height: 240 };

async function withMaps(test: (folder: string) => void | Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await writeMaps(folder, 1, size);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("ourWork() does every case on every kind of map, and decodes what it encodes", async () => {
  await withMaps((folder) => {
    for (const kind of MAP_KINDS) {
      const given = readMap(folder, kind, 0, size);
      assert(given.mask.data.includes(1) && given.mask.data.includes(0));
      for (const { work } of postprocessCases) {
        const made = ourWork(work, given);
        made.run();
        const result = made.canonical();
        assert(result.length > 0);
        if (work.startsWith("decode")) {
          assert.deepEqual(result, given.mask.data, `${work}, ${kind}`);
        }
      }
    }
  });
});

Deno.test("measureCase() times ours alone where there is no Python", async () => {
  const machine = {
    busy: () => undefined,
    used: () => 0,
    now: () => 0,
    sleep: () => Promise.resolve(),
  };
  await withMaps(async (folder) => {
    const given = { folder, kinds: MAP_KINDS, maps: 1, ...size };
    const { rows, disturbed } = await measureCase(postprocessCases[0]!, {
      given,
      rounds: 3,
      python: undefined,
      machine,
    });
    assert.deepEqual(rows.map(({ library }) => library), [
      "scikit-image",
      "OpenCV",
    ]);
    for (const { times } of rows) {
      assert.deepEqual(times.map(({ kind }) => kind), MAP_KINDS);
      assert(times.every(({ ours, peer }) => ours > 0 && peer === undefined));
    }
    assert.equal(disturbed, 0);
  });
});

Deno.test("measureStream() searches maps from the disk and says what that took", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const row = await measureStream(folder, () => {}, {
      ...size,
      many: 7,
      few: 5,
      drawn: 4,
    });
    assert(row.seconds > 0);
    if (Deno.build.os === "linux") assert(row.few! > 1e6 && row.many! > 1e6);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
