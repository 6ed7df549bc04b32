import assert from "node:assert/strict";
import { parseRawProgress, Progress } from "./progress.ts";

function recorder(terminal: boolean) {
  const seen = { text: "", time: 0 };
  const progress = new Progress({
    write: (more) => seen.text += more,
    terminal,
    now: () => seen.time,
  });
  return { seen, progress };
}

Deno.test("Progress writes every tenth without a terminal", () => {
  const { seen, progress } = recorder(false);
  progress.begin(3, 7, "TensorFlow, 274 MB to download");
  for (const part of [0.01, 0.12, 0.13, 0.35, 1]) progress.part(part);
  seen.time = 14_200;
  progress.end();
  assert.equal(
    seen.text,
    "3/7 TensorFlow, 274 MB to download ... 10 % 20 % 30 % 40 % 50 % 60 % 70 % 80 % 90 % 100 % 14 s\n",
  );
});

Deno.test("Progress writes over its line on a terminal, once a percent", () => {
  const { seen, progress } = recorder(true);
  progress.begin(1, 1, "x");
  for (const part of [0.1, 0.101, 0.11]) progress.part(part);
  progress.end();
  assert.equal(
    seen.text,
    "1/1 x ...\r\x1b[K1/1 x ... 10 %\r\x1b[K1/1 x ... 11 %\r\x1b[K1/1 x ... 0 s\n",
  );
});

Deno.test("Progress ends an open line that failed, and no other", () => {
  const { seen, progress } = recorder(false);
  progress.fail();
  progress.begin(1, 2, "x");
  progress.remark("no GPU");
  progress.fail();
  assert.equal(seen.text, "1/2 x ... (no GPU) failed\n");
});

Deno.test("parseRawProgress() reads pip's words and nothing else", () => {
  assert.deepEqual(parseRawProgress("Progress 131072 of 274000871"), {
    done: 131072,
    total: 274000871,
  });
  assert.equal(parseRawProgress("Progress 5 of 0"), undefined);
  assert.equal(parseRawProgress("Using cached x.whl (274.0 MB)"), undefined);
});
