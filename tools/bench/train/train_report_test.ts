import assert from "node:assert/strict";
import { checkLosses } from "./check_losses.ts";
import { steadiness } from "./measure_memory.ts";
import {
  compared,
  inMegabytes,
  inMilliseconds,
  trainTable,
} from "./train_table.ts";

const turns = (...values: (number | null)[]) =>
  values.map((value) => ({ milliseconds: 1, value }));

Deno.test("checkLosses() refuses losses that do not fall or are not finite", () => {
  checkLosses(turns(0.7, 0.8, 0.6), "ours");
  for (const list of [turns(0.6, 0.6), turns(0.7, null, 0.6), turns()]) {
    assert.throws(
      () => checkLosses(list, "ours"),
      /Cannot measure ours: the loss/,
    );
  }
});

Deno.test("compared() meets a target that is just reached", () => {
  assert.deepEqual(compared(80, 100, 0.8), { ratio: 0.8, met: true });
  assert.equal(compared(81, 100, 0.8).met, false);
});

Deno.test("trainTable() says what is met, missed and unknown", () => {
  const lines = trainTable([
    {
      name: "a",
      ours: inMilliseconds(1234.5),
      peer: "2000 ms (contiguous)",
      target: "0.80",
      ...compared(1234.5, 2000, 0.8),
    },
    {
      name: "b",
      ours: inMegabytes(3 * 2 ** 30),
      peer: "1024 MB (channels_last)",
      target: "1.20",
      ...compared(3, 1, 1.2),
    },
    { name: "c", ours: "skipped", target: "0.85" },
  ]).split("\n");
  assert.deepEqual(lines.slice(2), [
    "| a | 1235 ms | 2000 ms (contiguous) | 0.62 | 0.80 | yes |",
    "| b | 3072 MB | 1024 MB (channels_last) | 3.00 | 1.20 | **no** |",
    "| c | skipped | - | - | 0.85 | - |",
    "",
    "Missed: b.",
  ]);
});

/** 500 steps that hold more and more. */
const uses = (tensors: number, bytes: number) =>
  Array.from({ length: 500 }, (_, i) => ({
    peak: null,
    resident: 4e8 + bytes * i + (i % 7) * 4096,
    tensors: 40 + Math.floor(tensors * i),
  }));

Deno.test("steadiness() finds a leak of tensors and one of memory alone", () => {
  const flat = steadiness(uses(0, 0), 50);
  assert.deepEqual(flat, {
    ours: "40; 381 MB to 381 MB",
    target: "flat",
    met: true,
  });
  assert.equal(steadiness(uses(0.1, 0), 50).met, false);
  assert.equal(steadiness(uses(0, 16_384), 50).met, false);
  // An allocator that settles is no leak.
  assert.equal(steadiness(uses(0, 1000), 50).met, true);
});
