import assert from "node:assert/strict";
import { readNotebook } from "./notebook.ts";

async function read(cells: unknown[]) {
  const path = `${await Deno.makeTempDir()}/a.ipynb`;
  await Deno.writeTextFile(path, JSON.stringify({ nbformat: 4, cells }));
  return (await readNotebook(path)).cells;
}

Deno.test("readNotebook() joins lines and pieces of one stream, not of two", async () => {
  const piece = (name: string, text: unknown) => ({
    output_type: "stream",
    name,
    text,
  });
  const cells = await read([{
    cell_type: "code",
    source: ["a\n", "b"],
    outputs: [
      piece("stdout", ["1\n", "2\n"]),
      piece("stdout", "3\n"),
      piece("stderr", "4\n"),
      piece("stdout", "5\n"),
    ],
  }]);
  assert.deepEqual(cells, [{
    kind: "code",
    source: "a\nb",
    outputs: [
      { kind: "stream", name: "stdout", text: "1\n2\n3\n" },
      { kind: "stream", name: "stderr", text: "4\n" },
      { kind: "stream", name: "stdout", text: "5\n" },
    ],
  }]);
});

Deno.test("readNotebook() joins text of all media types and leaves JSON alone", async () => {
  const cells = await read([{
    cell_type: "code",
    source: "",
    outputs: [{
      output_type: "display_data",
      data: { "text/html": ["<b>", "</b>"], "application/json": { a: [1] } },
    }],
  }]);
  const [cell] = cells;
  assert.ok(cell?.kind === "code");
  assert.deepEqual(cell.outputs, [{
    kind: "display",
    data: { "text/html": "<b></b>", "application/json": { a: [1] } },
  }]);
});

Deno.test("readNotebook() passes over raw cells and unknown outputs", async () => {
  assert.deepEqual(
    await read([{ cell_type: "raw", source: "x" }, null, {
      cell_type: "code",
      source: "y",
      outputs: [{ output_type: "future" }, 3],
    }]),
    [{ kind: "code", source: "y", outputs: [] }],
  );
});
