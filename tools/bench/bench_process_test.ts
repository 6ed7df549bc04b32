import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { projectRoot } from "../../lib/run/project_root.ts";
import { type BenchCommand, startBenchProcess } from "./bench_process.ts";

const script = fileURLToPath(
  new URL("./testdata/fake_peer.py", import.meta.url),
);

const fake = (word: string, onLine?: BenchCommand["onLine"]) =>
  startBenchProcess({
    name: "the fake",
    command: `${projectRoot}/.venv/bin/python`,
    args: [script, word],
    ...(onLine ? { onLine } : {}),
  });

Deno.test("startBenchProcess() asks a Python peer for work and for its memory", async () => {
  const lines: string[] = [];
  const peer = await fake("works", (line) => lines.push(line));
  const { versions, parameters } = peer.ready;
  assert.deepEqual({ versions, parameters }, {
    versions: "Fake 1",
    parameters: 7,
  });
  const turns = [await peer.run(), await peer.run(), await peer.run()];
  assert.deepEqual(turns.map(({ value }) => value), [0.5, null, null]);
  assert(turns.every(({ milliseconds }) => milliseconds >= 0));
  const { peak, resident } = await peer.memory();
  if (Deno.build.os === "linux") {
    assert(resident! > 1e6 && peak! >= resident!);
  }
  await peer.stop();
  assert.deepEqual(lines, [
    "no answer, before it is ready",
    ...Array(3).fill("no answer, while it works"),
  ]);
});

Deno.test("startBenchProcess() refuses a peer that ends before it is ready", async () => {
  await assert.rejects(
    fake("broken"),
    /Cannot measure the fake: it ended early/,
  );
});

Deno.test("startBenchProcess() says that a peer ended in its work", async () => {
  const peer = await fake("works");
  for (let i = 0; i < 3; i++) await peer.run();
  await assert.rejects(peer.run(), /Cannot measure the fake: it ended early/);
  await peer.stop();
});
