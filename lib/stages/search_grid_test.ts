import assert from "node:assert/strict";
import { meanScore } from "../metrics/mod.ts";
import { scoreImage } from "../search/mod.ts";
import { readOutOfFoldImage } from "./search.ts";
import { searchRunGrid } from "./search_grid.ts";
import { tinyRun } from "./test_run.ts";
import { trainRun } from "./train.ts";

Deno.test("searchRunGrid() scores the run's out-of-fold maps as scoreImage() does", async () => {
  const tiny = await tinyRun();
  try {
    const { run, dataset, folds } = tiny;
    const search = {
      ...tiny,
      grid: {
        kind: "area",
        thresholds: [.2, .4, .5, .6],
        minimumAreas: [0, 3, 20],
      },
      metric: { name: "dice", policy: "emptyIsOne" },
      workers: 0,
    } as const;
    await assert.rejects(searchRunGrid(search), /04_training/);
    for await (const _ of trainRun(tiny));
    const seen: number[] = [];
    const { means, images } = await searchRunGrid({
      ...search,
      onProgress: (done, total) => seen.push(done / total),
    });
    const ids = folds.folds.flat();
    const grids = await Promise.all(ids.map(async (id) => {
      const { map, truth } = await readOutOfFoldImage(run, dataset, id);
      const recipe = { ...search.grid, fillHoles: false };
      return scoreImage(map, truth, recipe, "emptyIsOne").dice.flat();
    }));
    means.forEach((mean, p) =>
      assert.ok(Math.abs(mean - meanScore(grids.map((g) => g[p]!))) < 1e-12)
    );
    assert.deepEqual(images.map(({ id }) => id), ids.toSorted());
    assert.equal(seen.at(-1), 1);
    assert.equal(seen.length, 2 * ids.length);
  } finally {
    await Deno.remove(tiny.folder, { recursive: true });
  }
});
