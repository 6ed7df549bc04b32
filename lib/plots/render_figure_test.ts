import assert from "node:assert/strict";
import sharp from "sharp";
import { closeBrowser, findBrowsers } from "../browser/mod.ts";
import { exampleFigures } from "./example_figures.ts";
import { renderFigure } from "./render_figure.ts";

const ignore = (await findBrowsers()).length === 0;

Deno.test({
  name: "renderFigure() draws every kind of figure, none of them empty",
  ignore,
}, async () => {
  try {
    for (const [name, figure] of Object.entries(exampleFigures())) {
      const png = await renderFigure(figure, {
        width: 500,
        height: 300,
        scale: 2,
      });
      const { data, info } = await sharp(png).raw()
        .toBuffer({ resolveWithObject: true });
      assert.deepEqual([info.width, info.height], [1000, 600], name);
      const dark = data.filter((value) => value < 128).length;
      assert.ok(dark > 500, `${name} shows text or data`);
    }
  } finally {
    await closeBrowser();
  }
});

Deno.test({
  name: "renderFigure() draws after the browser was closed",
  ignore,
}, async () => {
  const figure = exampleFigures().pie;
  assert.ok(figure);
  const first = await renderFigure(figure, { format: "svg" });
  await closeBrowser();
  const second = await renderFigure(figure, { format: "svg" });
  await closeBrowser();
  for (const svg of [first, second]) {
    assert.match(new TextDecoder().decode(svg), /<svg[\s\S]*hold-out/);
  }
});
