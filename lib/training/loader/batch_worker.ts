/** Makes batches on another thread; see `worker_pool.ts`. */
import { type Batch, type BatchPlan, buildBatch } from "./build_batch.ts";

/** What the worker is sent. */
export interface BatchRequest {
  readonly id: number;
  readonly plan: BatchPlan;
}

/** What it answers: a batch, or the text of an error. */
export type BatchReply =
  | { readonly id: number; readonly batch: Batch }
  | { readonly id: number; readonly error: string };

self.addEventListener("message", ({ data }: MessageEvent<BatchRequest>) => {
  const { id, plan } = data;
  try {
    const batch = buildBatch(plan);
    const reply: BatchReply = { id, batch };
    self.postMessage(reply, { transfer: [batch.x.buffer, batch.y.buffer] });
  } catch (error) {
    const reply: BatchReply = {
      id,
      error: error instanceof Error ? error.message : String(error),
    };
    self.postMessage(reply);
  }
});
