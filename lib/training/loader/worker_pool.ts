import { InputError } from "../../core/mod.ts";
import {
  type Job,
  type JobFailure,
  jobInWords,
  type JobReply,
  type JobRequest,
  type JobResult,
} from "./worker_jobs.ts";

/** What waits for a worker's answer. */
interface Waiting {
  readonly job: Job;
  resolve(result: never): void;
  reject(error: Error): void;
}

/** A thread and the jobs that it was given and has not answered, in order. */
interface Member {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly waiting: Map<number, Waiting>;
}

/** How long the end of a worker waits for the error that tells the cause, milliseconds. */
const CAUSE_COMES_WITHIN = 100;

/**
 * Threads that read images and make batches. A thread that ends is noticed (its port closes), and everything that is
 * waited for is refused then, so nobody waits for ever.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../../recipes/mod.ts";
 * import { WorkerPool } from "./worker_pool.ts";
 *
 * const pool = new WorkerPool(1);
 * const { augment, training, input } = unetBaseline;
 * const plan = { samples: [], seed: 1, epoch: 1, position: 0, recipe: { augment, training, input } };
 * const batch = await pool.run({ kind: "batch", plan });
 * if (batch.x.length !== 0) throw new Error();
 * pool.close();
 * ```
 */
export class WorkerPool {
  readonly #members: readonly Member[];
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
    this.#members = Array.from({ length: count }, () => this.#start(script));
  }

  /** Threads. */
  get count(): number {
    return this.#members.length;
  }

  /**
   * Has a job done by the thread that has the fewest to do.
   *
   * @throws {InputError} Where a file is at fault, memory is short, or a thread ended (names what it was doing).
   */
  run<J extends Job>(job: J): Promise<JobResult<J>> {
    if (this.#failure) return Promise.reject(this.#failure);
    const member = this.#members.reduce((least, one) =>
      one.waiting.size < least.waiting.size ? one : least
    );
    const id = this.#requests++;
    return new Promise((resolve, reject) => {
      member.waiting.set(id, { job, resolve, reject });
      const request: JobRequest = { id, job };
      member.port.postMessage(request);
    });
  }

  /** Ends the threads; jobs that are still waited for are refused. */
  close(): void {
    this.#end(new Error("Cannot make batches: the loader was closed"));
  }

  #start(script: URL): Member {
    const worker = new Worker(script, { type: "module" });
    const { port1: port, port2 } = new MessageChannel();
    const member: Member = { worker, port, waiting: new Map() };
    worker.addEventListener("error", (event) => {
      // Without this the error would end the process.
      event.preventDefault();
      this.#lose(member, event.message);
    });
    port.addEventListener(
      "message",
      ({ data }: MessageEvent<JobReply>) => receive(member, data),
    );
    port.addEventListener("close", () => {
      setTimeout(
        () => this.#lose(member, "it gave no reason"),
        CAUSE_COMES_WITHIN,
      );
    });
    port.start();
    worker.postMessage(null, [port2]);
    return member;
  }

  /** A thread has ended. */
  #lose({ waiting }: Member, reason: string): void {
    if (this.#failure) return;
    const [first] = waiting.values();
    const doing = first ? `was to ${jobInWords(first.job)}` : "was idle";
    this.#end(
      new InputError(
        `Cannot go on loading: a worker ended while it ${doing}: ${reason}`,
        {
          remedy:
            "Start again: it goes on from the last checkpoint. Where it ends again, load without workers (--workers 0), which names the fault or needs less memory.",
        },
      ),
    );
  }

  #end(error: Error): void {
    this.#failure ??= error;
    for (const { worker, port, waiting } of this.#members) {
      worker.terminate();
      port.close();
      for (const { reject } of waiting.values()) reject(this.#failure);
      waiting.clear();
    }
  }
}

function receive({ waiting }: Member, reply: JobReply): void {
  const found = waiting.get(reply.id);
  if (!found) return;
  waiting.delete(reply.id);
  if ("result" in reply) found.resolve(reply.result as never);
  else found.reject(errorOf(reply.failure, found.job));
}

function errorOf({ message, input, memory }: JobFailure, job: Job): Error {
  if (input) return new InputError(message);
  const text = `Cannot ${jobInWords(job)}: ${message}`;
  return memory
    ? new InputError(text, {
      remedy:
        "Free memory, or use fewer workers (--workers), or lower input.maximumSide, training.cropSide or training.batchSize.",
    })
    : new Error(text);
}
