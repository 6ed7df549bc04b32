import assert from "node:assert/strict";
import { pathExists } from "../../lib/core/mod.ts";
import { projectRoot } from "../../lib/run/mod.ts";
import { fetchedPath } from "../../lib/weights/pretrained/pretrained_path.ts";
import { ensureRecipeWeights } from "./ensure_recipe_weights.ts";

Deno.test("ensureRecipeWeights() asks for nothing where the recipe does not", async () => {
  const root = await Deno.makeTempDir();
  const network = { encoder: "tf_efficientnet_lite0", decoder: "unet" };
  for (
    const recipe of [
      { name: "unet", widths: [8, 16] } as const,
      network,
      { ...network, weights: "a.pth" },
    ]
  ) assert.equal(await ensureRecipeWeights(recipe, { root }), undefined);
  assert.deepEqual([...Deno.readDirSync(root)], []);
});

const model = {
  encoder: "tf_efficientnet_lite0",
  decoder: "unet",
  pretrained: "imagenet",
} as const;
const path = fetchedPath(projectRoot, model.encoder);

Deno.test({
  name: "ensureRecipeWeights() finds what was fetched, and says nothing",
  ignore: !await pathExists(path),
  async fn() {
    let told = "";
    const write = (text: string) => void (told += text);
    assert.equal(await ensureRecipeWeights(model, { write }), path);
    assert.equal(told, "");
  },
});

Deno.test("ensureRecipeWeights() names the file to bring where set-up has none", () =>
  assert.rejects(
    ensureRecipeWeights(
      { ...model, encoder: "resnet50" },
    ),
    /resnet50-0676ba61\.pth/,
  ));
