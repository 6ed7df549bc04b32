import assert from "node:assert/strict";
import { decoders, encoders } from "../../lib/models/mod.ts";
import { formatMarkdown } from "./format_markdown.ts";
import { modelsPage } from "./models_page.ts";

const read = (path: string) =>
  Deno.readTextFile(new URL(`../../${path}`, import.meta.url));

Deno.test("docs/models.md is what the registries say", async () => {
  assert.equal(
    await read("docs/models.md"),
    await formatMarkdown(modelsPage()),
    "docs/models.md must be that of the registries: run deno run -A tools/docs/write_models_page.ts",
  );
});

Deno.test("modelsPage() has a row for each encoder and decoder", () => {
  const rows = modelsPage().split("\n").filter((line) =>
    line.startsWith("| `")
  );
  assert.deepEqual(
    rows.map((row) => /^\| `([^`]+)`/.exec(row)![1]),
    [...Object.keys(encoders), ...Object.keys(decoders)],
  );
});

Deno.test("the README leads to the page", async () => {
  assert.match(await read("README.md"), /\]\(docs\/models\.md\)/);
});
