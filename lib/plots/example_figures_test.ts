import assert from "node:assert/strict";
import { exampleFigures } from "./example_figures.ts";
import type { Figure } from "./figure.ts";

/** One line a figure; written anew by `deno test -A lib/plots/example_figures_test.ts -- --update`. */
const path = new URL("./testdata/figures.jsonl", import.meta.url);
const figures = exampleFigures();

if (Deno.args.includes("--update")) {
  const lines = Object.entries(figures).map((entry) => JSON.stringify(entry));
  await Deno.writeTextFile(path, lines.join("\n") + "\n");
}

const stored = new Map<string, unknown>(
  (await Deno.readTextFile(path)).trim().split("\n").map((line) =>
    JSON.parse(line)
  ),
);

/** Numbers to 9 digits: the last ones may differ between processors' logarithms. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(
      value,
      (_, part) =>
        typeof part === "number" ? Number(part.toPrecision(9)) : part,
    ),
  );
}

Deno.test("exampleFigures() shows every kind of figure, none of them unwatched", () => {
  assert.deepEqual([...stored.keys()], Object.keys(figures));
});

for (const [name, figure] of Object.entries(figures)) {
  Deno.test(`exampleFigures() gives "${name}" as stored`, () => {
    assert.deepEqual(rounded(figure), rounded(stored.get(name)));
  });
}

function titles(figure: Figure): (string | undefined)[] {
  const { xaxis, yaxis } = figure.layout;
  return [xaxis, yaxis].filter((axis) => axis !== undefined)
    .map(({ title }) => typeof title === "object" ? title.text : title);
}

Deno.test("exampleFigures() all have a title, a number of things and titled axes", () => {
  for (const [name, figure] of Object.entries(figures)) {
    const { title } = figure.layout;
    assert.ok(typeof title === "object" && title.text, name);
    const { subtitle } = title;
    assert.ok(typeof subtitle === "object", name);
    assert.match(subtitle.text ?? "", /^n = [\d,]+ /, name);
    if (name === "pie") continue;
    assert.equal(titles(figure).length, 2, name);
    for (const text of titles(figure)) assert.ok(text, name);
  }
});
