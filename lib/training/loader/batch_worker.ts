/** Reads images and makes batches on another thread; see `worker_pool.ts`. */
import { InputError } from "../../core/mod.ts";
import { sampleLoader } from "../../datasets/load_sample.ts";
import type { Sample } from "../../datasets/dataset.ts";
import { type Batch, buildBatch } from "./build_batch.ts";
import { prepareSample } from "./prepare_sample.ts";
import type { Job, JobFailure, JobReply, JobRequest } from "./worker_jobs.ts";

/** The result, and what of it is handed over without a copy. */
async function work(job: Job): Promise<[Sample | Batch, Transferable[]]> {
  if (job.kind === "image") {
    const sample = await sampleLoader(job.loading)(job.record);
    return [prepareSample(sample, job.input), []];
  }
  const batch = buildBatch(job.plan);
  return [batch, [batch.x.buffer, batch.y.buffer] as ArrayBuffer[]];
}

function failureOf(error: unknown): JobFailure {
  return {
    message: error instanceof Error ? error.message : String(error),
    input: error instanceof InputError,
    memory: error instanceof RangeError && /alloc/i.test(error.message),
  };
}

// One job after the other, in the order in which they came.
let done = Promise.resolve();

self.addEventListener("message", ({ ports: [port] }: MessageEvent<null>) => {
  port!.onmessage = ({ data: { id, job } }: MessageEvent<JobRequest>) => {
    done = done.then(async () => {
      let reply: JobReply;
      let transfer: Transferable[] = [];
      try {
        const [result, owned] = await work(job);
        reply = { id, result };
        transfer = owned;
      } catch (error) {
        reply = { id, failure: failureOf(error) };
      }
      port!.postMessage(reply, transfer);
    });
  };
});
