import { InputError } from "../core/mod.ts";
import {
  callTask,
  type TaskFunction,
  type TaskReply,
  type TaskRequest,
} from "./call_task.ts";

/** A task that is done. */
export interface TaskDone<T, R> {
  readonly task: T;
  readonly result: R;
}

/**
 * Threads that run functions told in plain values. A thread starts with its first task and lasts until the pool is
 * closed.
 *
 * @example
 * ```ts
 * import { TaskPool } from "./task_pool.ts";
 *
 * const target = { module: "data:text/javascript,export const double = (x) => 2 * x", name: "double" };
 * const pool = new TaskPool(2);
 * const results: number[] = [];
 * for await (const { result } of pool.run<number, number>(target, [1, 2, 3])) results.push(result);
 * pool.close();
 * if (results.sort().join() !== "2,4,6") throw new Error();
 * ```
 */
export class TaskPool {
  readonly #free: Member[];
  readonly #make: () => Member;

  /**
   * @param workers Threads; 0 runs the tasks one by one in this one.
   * @throws {InputError} Where `workers` makes no sense.
   */
  constructor(workers: number) {
    if (!Number.isSafeInteger(workers) || workers < 0) {
      throw new InputError(
        `Cannot run tasks: workers must be an integer of 0 or more, current value is ${workers}`,
      );
    }
    this.#make = () => workers === 0 ? new LocalMember() : new WorkerMember();
    this.#free = Array.from({ length: Math.max(workers, 1) }, this.#make);
  }

  /**
   * Runs a function on task after task, at most one a thread at a time, so that tasks are taken from their source only
   * as fast as they are done. One run at a time.
   *
   * @param target The function.
   * @param tasks Plain values; may be read from a disk as they are needed.
   * @param signal Ends the work, with its reason thrown; what runs is dropped.
   * @returns Tasks and results in the order in which they end.
   * @throws {InputError} Where a task fails by what was given.
   * @throws {Error} What else a task throws, or why a thread ended.
   */
  async *run<T, R>(
    target: TaskFunction,
    tasks: Iterable<T> | AsyncIterable<T>,
    signal?: AbortSignal,
  ): AsyncGenerator<TaskDone<T, R>> {
    signal?.throwIfAborted();
    const running = new Set<Member>();
    const ended = new EndedTasks<T, R>(signal);
    const next = async (): Promise<TaskDone<T, R>> => {
      const { member, done } = await ended.next();
      running.delete(member);
      this.#free.push(member);
      return done();
    };
    try {
      for await (const task of tasks) {
        signal?.throwIfAborted();
        const member = this.#free.pop()!;
        running.add(member);
        this.#start<T, R>(member, target, task).then((one) => ended.add(one));
        if (this.#free.length === 0) yield await next();
      }
      while (running.size > 0) yield await next();
    } finally {
      ended.forget();
      for (const member of running) {
        member.close();
        this.#free.push(this.#make());
      }
    }
  }

  /** Never fails: the fault is thrown by whoever takes the result, and the thread goes on. */
  #start<T, R>(
    member: Member,
    target: TaskFunction,
    task: T,
  ): Promise<Finished<T, R>> {
    return member.call({ ...target, task }).then(
      (result) => ({ member, done: () => ({ task, result: result as R }) }),
      (error) => ({
        member,
        done: () => {
          throw error;
        },
      }),
    );
  }

  /** Ends the threads. */
  close(): void {
    for (const member of this.#free) member.close();
  }
}

/** Where threads come from: a pool that others use too and that is left open, or one's own. */
export interface PoolOptions {
  /** Threads; 0 for none. @default {1} */
  readonly workers?: number;
  /** In place of `workers`. @default {none} */
  readonly pool?: TaskPool;
}

/**
 * Works with the pool that is given, or with one of its own that is closed afterwards.
 *
 * @param options Which.
 * @param work What is done with it.
 * @throws {InputError} Where `workers` makes no sense.
 *
 * @example
 * ```ts
 * import { TaskPool, withPool } from "./task_pool.ts";
 *
 * const pool = new TaskPool(0);
 * if (!await withPool({ pool }, (used) => Promise.resolve(used === pool))) throw new Error();
 * ```
 */
export async function withPool<R>(
  { workers = 1, pool }: PoolOptions,
  work: (pool: TaskPool) => Promise<R>,
): Promise<R> {
  if (pool) return await work(pool);
  const own = new TaskPool(workers);
  try {
    return await work(own);
  } finally {
    own.close();
  }
}

interface Finished<T, R> {
  readonly member: Member;
  readonly done: () => TaskDone<T, R>;
}

/**
 * Tasks that have ended and wait to be taken. No promise lives longer than one of them: a race against one for the
 * signal would hold every result until the run is over.
 */
class EndedTasks<T, R> {
  readonly #ended: Finished<T, R>[] = [];
  readonly #signal: AbortSignal | undefined;
  readonly #wake = () => this.#waiting?.();
  #waiting: (() => void) | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener("abort", this.#wake);
  }

  add(one: Finished<T, R>): void {
    this.#ended.push(one);
    this.#wake();
  }

  /** Waits for one; throws the signal's reason when that comes first. */
  async next(): Promise<Finished<T, R>> {
    for (;;) {
      this.#signal?.throwIfAborted();
      const one = this.#ended.shift();
      if (one) return one;
      await new Promise<void>((resolve) => this.#waiting = resolve);
    }
  }

  /** Listens to the signal no longer. */
  forget(): void {
    this.#signal?.removeEventListener("abort", this.#wake);
  }
}

interface Member {
  call(request: TaskRequest): Promise<unknown>;
  close(): void;
}

class LocalMember implements Member {
  async call(request: TaskRequest): Promise<unknown> {
    // A turn of the event loop, so that a signal can arrive.
    await new Promise((resolve) => setTimeout(resolve, 0));
    return await callTask(request);
  }

  close(): void {}
}

class WorkerMember implements Member {
  #worker: Worker | undefined;

  call(request: TaskRequest): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const worker = this.#worker ??= new Worker(
      import.meta.resolve("./task_worker.ts"),
      { type: "module" },
    );
    worker.onmessage = ({ data }: MessageEvent<TaskReply>) => {
      if ("result" in data) resolve(data.result);
      else {reject(
          data.isInput ? new InputError(data.error) : new Error(data.error),
        );}
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#worker = undefined;
      reject(new Error(`Cannot score: a thread ended: ${event.message}`));
    };
    worker.onmessageerror = () =>
      reject(
        new Error("Cannot score: a result cannot be sent to another thread"),
      );
    worker.postMessage(request);
    return promise;
  }

  close(): void {
    this.#worker?.terminate();
  }
}
