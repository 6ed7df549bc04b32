/// <reference lib="deno.worker" />
import { callTask, type TaskReply, type TaskRequest } from "./call_task.ts";

// The module that is called is told in each message: the worker itself knows no scoring.
self.onmessage = async ({ data }: MessageEvent<TaskRequest>) => {
  const reply: TaskReply = await callTask(data).then(
    (result) => ({ result }),
    (error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
      isInput: error instanceof Error && error.name === "InputError",
    }),
  );
  self.postMessage(reply, "result" in reply ? buffersOf(reply.result) : []);
};

/** Typed arrays of a result, or directly in it, are handed over instead of copied. */
function buffersOf(result: unknown): ArrayBuffer[] {
  const values = typeof result === "object" && result !== null
    ? [result, ...Object.values(result)]
    : [];
  const buffers = values.flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer
      ? [value.buffer]
      : []
  );
  return [...new Set(buffers)];
}
