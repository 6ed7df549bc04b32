import assert from "node:assert/strict";
import { OutputQueue } from "./output_queue.ts";

/** A kernel that takes messages into a buffer and drops what comes while it is full, as Deno's does. */
function leakyKernel(room: number) {
  const seen: {
    type: string;
    content: Record<string, unknown>;
    number: unknown;
  }[] = [];
  let held = 0;
  return {
    seen,
    broadcast(
      type: string,
      content: Record<string, unknown>,
      parts?: { metadata?: Record<string, unknown> },
    ) {
      if (held >= room) return Promise.resolve();
      if (held++ === 0) setTimeout(() => held = 0, 0); // written in the next turn of the event loop
      if (type !== "segbook_pump") {
        seen.push({ type, content, number: parts?.metadata?.["segbook"] });
      }
      return Promise.resolve();
    },
  };
}

Deno.test("OutputQueue.send() loses nothing in a kernel that drops what comes at once", async () => {
  const kernel = leakyKernel(100);
  const queue = new OutputQueue(kernel.broadcast);
  await Promise.all(
    Array.from({ length: 1000 }, (_, i) => queue.send("display_data", { i })),
  );
  await queue.flush();
  assert.deepEqual(
    kernel.seen.map(({ content }) => content["i"]),
    Array.from({ length: 1000 }, (_, i) => i),
  );
  assert.deepEqual(
    kernel.seen.map(({ number }) => number),
    Array.from({ length: 1000 }, (_, i) => i + 1),
  );
});

Deno.test("OutputQueue.print() keeps the order of streams and displays, and joins lines", async () => {
  const kernel = leakyKernel(100);
  const queue = new OutputQueue(kernel.broadcast);
  for (let i = 0; i < 500; i++) queue.print(`line ${i}\n`, false);
  queue.print("warning\n", true);
  const shown = queue.send("display_data", { figure: 1 });
  queue.print("after\n", false);
  await shown;
  await queue.flush();
  assert.deepEqual(
    kernel.seen.map((
      { type, content },
    ) => [type, content["name"] ?? "", String(content["text"] ?? "").length]),
    [
      [
        "stream",
        "stdout",
        Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join("").length,
      ],
      ["stream", "stderr", 8],
      ["display_data", "", 0],
      ["stream", "stdout", 6],
    ],
  );
});

Deno.test("OutputQueue.resend() sends again what was not acknowledged", async () => {
  const kernel = leakyKernel(100);
  const queue = new OutputQueue(kernel.broadcast);
  for (let i = 1; i <= 5; i++) await queue.send("display_data", { i });
  queue.acknowledge(2);
  kernel.seen.length = 0;
  await queue.resend([1, 2, 4]);
  assert.deepEqual(kernel.seen.map(({ number }) => number), [4]);
});
