import assert from "node:assert/strict";
import type { Progress } from "../notebooks/execute.ts";
import { terminalProgress } from "./terminal_progress.ts";

const cell = {
  kind: "code",
  index: 0,
  number: 1,
  source: "",
  outputs: [],
  executionCount: null,
} as const;
const update = (text: string): Progress => ({ kind: "update", cell, text });

function show(columns: number | undefined, events: (Progress | number)[]) {
  let text = "";
  let time = 0;
  const { tell, end } = terminalProgress({
    write: (more) => text += more,
    now: () => time,
    ...(columns === undefined ? {} : { columns }),
  });
  for (const event of events) {
    if (typeof event === "number") time += event;
    else tell(event);
  }
  end();
  return text;
}

Deno.test("terminalProgress() writes a log line at once and then every half minute", () => {
  assert.equal(
    show(undefined, [
      update("1 %"),
      20_000,
      update("2 %"),
      20_000,
      update("3 %"),
    ]),
    "    1 %\n    3 %\n",
  );
});

Deno.test("terminalProgress() changes one line of a terminal in place and never wraps it", () => {
  const text = show(12, [
    update("1 % of a long line"),
    update("2 %"),
    { kind: "line", cell, name: "stdout", text: "printed" },
  ]);
  assert.equal(text, "\r    1 % of \x1b[K\r    2 %\x1b[K\r\x1b[K    printed\n");
});
