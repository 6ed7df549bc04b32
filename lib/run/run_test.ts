import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { smokeRecipe, unetBaseline } from "../recipes/mod.ts";
import {
  createRun,
  listRuns,
  newRunConfig,
  openRun,
  runName,
} from "./open_run.ts";
import { readRunConfig, writeRunConfig } from "./run_config.ts";
import { runFolder } from "./run_folder.ts";

async function withFolder(
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("newRunConfig() draws slides where there are no data, fewer and smaller for a smoke run", () => {
  const full = newRunConfig({ seed: 3 });
  assert.deepEqual(full.synthetic, {
    labelled: 48,
    public: 8,
    private: 8,
    width: 1716,
    height: 942,
    seed: 3,
  });
  assert.deepEqual(full.recipe, unetBaseline);
  const smoke = newRunConfig({ smoke: true });
  assert.ok(smoke.synthetic!.width < 500 && smoke.synthetic!.labelled < 20);
  assert.deepEqual(smoke.recipe, smokeRecipe(unetBaseline));
  assert.notEqual(full.data, smoke.data);
  const own = newRunConfig({ data: "mine", folds: 3, holdOut: 0 });
  assert.equal(own.synthetic, undefined);
  assert.ok(own.data.startsWith("/"));
  assert.deepEqual([own.recipe.folds.count, own.recipe.folds.holdOut], [3, 0]);
});

Deno.test("createRun() never takes a folder that holds a run", () =>
  withFolder(async (folder) => {
    await createRun(newRunConfig(), `${folder}/a`);
    await assert.rejects(
      createRun(newRunConfig({ seed: 2 }), `${folder}/a`),
      (error) => error instanceof InputError && /--resume/.test(error.message),
    );
    assert.equal((await openRun(`${folder}/a`)).config.seed, 1);
  }));

Deno.test("listRuns() gives the newest last and passes over what is no run", () =>
  withFolder(async (folder) => {
    const at = (time: string) =>
      newRunConfig({}, new Date(`2026-11-0${time}T10:00:00Z`));
    await createRun(at("2"), `${folder}/z_older`);
    await createRun(at("3"), `${folder}/a_newer`);
    await Deno.mkdir(`${folder}/screenshots`);
    await Deno.mkdir(`${folder}/broken`);
    await Deno.writeTextFile(`${folder}/broken/run.json`, "{");
    assert.deepEqual(await listRuns(folder), [
      `${folder}/z_older`,
      `${folder}/a_newer`,
    ]);
    assert.deepEqual(await listRuns(`${folder}/none`), []);
    assert.equal(runName(at("2")), "2026-11-02_100000-unet_baseline");
  }));

Deno.test("readRunConfig() names the file and the key that is wrong", () =>
  withFolder(async (root) => {
    const folder = runFolder(root);
    await assert.rejects(
      readRunConfig(folder),
      /missing or damaged[\s\S]*run\.json/,
    );
    const config = newRunConfig();
    await writeRunConfig(folder, config);
    assert.deepEqual(
      await readRunConfig(folder),
      JSON.parse(JSON.stringify(config)),
    );
    for (
      const [change, message] of [
        [{ seed: "1" }, /seed/],
        [{ smok: true }, /smok/],
        [{ recipe: { ...config.recipe, los: [] } }, /did you mean "loss"/],
        [{ createdAt: "yesterday" }, /createdAt/],
      ] as const
    ) {
      await Deno.writeTextFile(
        folder.config,
        JSON.stringify({ ...config, ...change }),
      );
      await assert.rejects(readRunConfig(folder), message);
    }
  }));
