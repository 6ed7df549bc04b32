import type { BatchReply, BatchRequest } from "./batch_worker.ts";
import type { Batch, BatchPlan } from "./build_batch.ts";

/** What waits for a worker's answer. */
interface Waiting {
  readonly plan: BatchPlan;
  readonly resolve: (batch: Batch) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that make batches, in turn. */
export class WorkerPool {
  readonly #workers: readonly Worker[];
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #failure: Error | undefined;

  /**
   * @param count Threads, at least 1.
   * @param script The worker's module.
   */
  constructor(
    count: number,
    script: URL = new URL("./batch_worker.ts", import.meta.url),
  ) {
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(script, { type: "module" });
      worker.addEventListener(
        "message",
        ({ data }: MessageEvent<BatchReply>) => this.#receive(data),
      );
      worker.addEventListener("error", (event) => {
        // Without this the error would end the process.
        event.preventDefault();
        this.#fail(new Error(`Cannot make batches: ${event.message}`));
      });
      return worker;
    });
  }

  /**
   * Has one batch made.
   *
   * @throws {Error} Where making it failed (names the images), or a worker ended.
   */
  build(plan: BatchPlan): Promise<Batch> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#requests++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { plan, resolve, reject });
      const request: BatchRequest = { id, plan };
      this.#workers[id % this.#workers.length]!.postMessage(request);
    });
  }

  /** Ends the threads; batches that are still waited for are refused. */
  close(): void {
    for (const worker of this.#workers) worker.terminate();
    this.#fail(new Error("Cannot make batches: the loader was closed"));
  }

  #receive(reply: BatchReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("batch" in reply) {
      waiting?.resolve(reply.batch);
    } else {
      const ids = waiting?.plan.samples.map(({ id }) => id).join(", ");
      waiting?.reject(
        new Error(`Cannot make a batch of ${ids}: ${reply.error}`),
      );
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
