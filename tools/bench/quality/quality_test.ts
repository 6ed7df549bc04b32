import assert from "node:assert/strict";
import type { RasterImage } from "../../../lib/core/mod.ts";
import { encodePng, readProbabilityMap } from "../../../lib/imaging/mod.ts";
import { lite0Unet } from "../../../lib/recipes/mod.ts";
import { projectRoot } from "../../../lib/run/project_root.ts";
import { decisiveRecipe } from "./decisive_recipe.ts";
import type { PeerWork } from "./peer_work.ts";
import { deviation, scoreMaps } from "./score_maps.ts";

const PEERS = `${projectRoot}/.setup/peers/bin/python`;

/** An image of one row. */
const image = (fold: number, map: number[], truth: number[]) => ({
  id: "a",
  fold,
  map: { data: Float32Array.from(map), width: map.length, height: 1 },
  truth: { data: Uint8Array.from(truth), width: map.length, height: 1 },
});

Deno.test("scoreMaps() averages over the images of each fold and over all, and adds up pixels", async () => {
  const score = await scoreMaps([
    image(0, [0.9, 0.9, 0.1], [1, 0, 0]), // 2/3; from .9 on 0
    image(1, [0.9, 0.3, 0.3], [1, 1, 1]), // 2/4; below .3 it is 1
    image(1, [0.12, 0.12, 0.12], [0, 0, 0]), // both empty
  ]);
  assert.deepEqual(score.folds, [2 / 3, 3 / 4]);
  assert.deepEqual(score.images, [2 / 3, 1 / 2, 1]);
  assert(Math.abs(score.mean - (2 / 3 + 1 / 2 + 1) / 3) < 1e-12);
  assert.equal(score.best.threshold, 0.15);
  assert(Math.abs(score.best.mean - (2 / 3 + 1 + 1) / 3) < 1e-12);
  // 2 of 3 predicted and 4 labelled pixels are both.
  assert.equal(score.global, 4 / 7);
});

Deno.test("deviation() is that of a sample", () => {
  assert(Math.abs(deviation([2, 4, 4, 6]) - Math.sqrt(8 / 3)) < 1e-12);
});

/** Two drawn images: a bright square on dark ground, and an empty one smaller than the crop. */
async function drawWork(folder: string): Promise<string> {
  const draw = async (name: string, side: number, square: number) => {
    const inside = (i: number) =>
      i % side < square && Math.floor(i / side) < square;
    const data = Uint8Array.from(
      { length: 3 * side * side },
      (_, i) => inside(Math.floor(i / 3)) ? 220 : 30,
    );
    const picture: RasterImage = {
      data,
      width: side,
      height: side,
      channels: 3,
    };
    const mask = Uint8Array.from(
      { length: side * side },
      (_, i) => inside(i) ? 255 : 0,
    );
    const paths = {
      image: `${folder}/${name}_image.png`,
      mask: `${folder}/${name}_label.png`,
    };
    await Deno.writeFile(paths.image, await encodePng(picture));
    await Deno.writeFile(
      paths.mask,
      await encodePng({ data: mask, width: side, height: side }),
    );
    return { id: name, ...paths };
  };
  const { pretrained: _, ...model } = lite0Unet.model;
  const work: PeerWork = {
    recipe: {
      ...decisiveRecipe(lite0Unet),
      model,
      training: {
        ...lite0Unet.training,
        epochs: 2,
        samplesPerEpoch: 2,
        batchSize: 2,
        cropSide: 32,
      },
    },
    seed: 1,
    folds: [["a"], ["b"]],
    images: [await draw("a", 40, 20), await draw("b", 24, 0)],
    folder,
  };
  await Deno.writeTextFile(`${folder}/work.json`, JSON.stringify(work));
  return `${folder}/work.json`;
}

Deno.test({
  name:
    "quality_smp.py trains every fold, stores maps of the images' size, and does nothing twice",
  ignore: !await Deno.stat(PEERS).then(() => true, () => false),
  async fn() {
    const folder = await Deno.makeTempDir();
    const work = await drawWork(folder);
    const run = async (path: string) => {
      const script = new URL("../peers/quality_smp.py", import.meta.url);
      const { success, stdout, stderr } = await new Deno.Command(PEERS, {
        args: [script.pathname, path],
        // Waiting threads leave the processor to other tests.
        env: { OMP_WAIT_POLICY: "passive" },
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { success, said: text(stdout), failed: text(stderr) };
    };
    const first = await run(work);
    assert(first.success, first.failed);
    for (const [name, side] of [["a", 40], ["b", 24]] as const) {
      const map = await readProbabilityMap(`${folder}/${name}.png`);
      assert.deepEqual([map.width, map.height], [side, side]);
      assert(map.data.every((p) => p > 0 && p < 1));
    }
    const { seconds } = JSON.parse(
      await Deno.readTextFile(`${folder}/fold_1.json`),
    );
    assert(seconds > 0);
    assert.equal(
      (await run(work)).said,
      "fold 0: done before\nfold 1: done before\n",
    );
  },
});
