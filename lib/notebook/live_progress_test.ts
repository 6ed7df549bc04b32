import assert from "node:assert/strict";
import { formatDuration, liveProgress } from "./live_progress.ts";

interface Message {
  type: string;
  content: { data: Record<string, string>; transient: { display_id: string } };
}

/** Runs the work as in a kernel; gives what it sent. */
async function inKernel(work: () => Promise<void>): Promise<Message[]> {
  const messages: Message[] = [];
  const original = Object.getOwnPropertyDescriptor(Deno, "jupyter")!;
  const jupyter = {
    broadcast(type: string, content: Message["content"]) {
      messages.push({ type, content });
      return Promise.resolve();
    },
  };
  // The property of Deno itself cannot be replaced, but it can be set.
  Reflect.set(Deno, "jupyter", jupyter);
  try {
    await work();
  } finally {
    if (original.configurable) Object.defineProperty(Deno, "jupyter", original);
    else Reflect.set(Deno, "jupyter", undefined);
  }
  return messages;
}

Deno.test("liveProgress() changes one display, not too often, and shows the last state for good", async () => {
  let time = 0;
  const messages = await inKernel(async () => {
    const progress = liveProgress("Fold <1>", {
      interval: 500,
      now: () => time,
    });
    for (let step = 1; step <= 100; step++) {
      time = step * 20; // two seconds in all
      progress.update({ done: step / 100, values: { step, loss: 1 / 3 } });
    }
    await progress.finish();
  });
  // At 0.02, 0.52, 1.02 and 1.52 s, and the last.
  assert.deepEqual(messages.map(({ type }) => type), [
    "display_data",
    ...Array(4).fill("update_display_data"),
  ]);
  assert.equal(
    new Set(messages.map(({ content }) => content.transient.display_id)).size,
    1,
  );
  assert.match(messages[0]!.content.data["text/plain"]!, /time left \?/);
  assert.match(
    messages[2]!.content.data["text/plain"]!,
    /^Fold <1> 51 % {2}step 51 {2}loss 0\.3333 {2}time left 1 s$/,
  );
  assert.match(
    messages.at(-1)!.content.data["text/plain"]!,
    /100 % {2}step 100 .* time left 0 s/,
  );
  assert.match(
    messages.at(-1)!.content.data["text/html"]!,
    /Fold &lt;1&gt;.*<progress value="1.0000"/,
  );
});

Deno.test("liveProgress() shows a waiting state without a further update", async () => {
  const messages = await inKernel(async () => {
    const progress = liveProgress("Fold 0", { interval: 20 });
    progress.update({ done: 0.1, values: {} });
    progress.update({ done: 0.2, values: {} });
    await new Promise((resolve) => setTimeout(resolve, 60));
  });
  assert.match(messages.at(-1)!.content.data["text/plain"]!, /20 %/);
});

Deno.test("formatDuration() uses the two largest units", () => {
  assert.deepEqual([8.4, 200, 3900].map(formatDuration), [
    "8 s",
    "3 min 20 s",
    "1 h 5 min",
  ]);
});
