import type { Split } from "./plan_objects.ts";
import type { SyntheticOptions, SyntheticStamp } from "./synthetic_options.ts";
import type { WorkerAnswer } from "./worker.ts";
import type { ImageTask, ImageTruth } from "./write_image.ts";

/** One task an image, training images first. */
export function tasksOf(folder: string, stamp: SyntheticStamp): ImageTask[] {
  const { seed, width, height } = stamp;
  const parts: readonly [Split, number][] = [
    ["train", stamp.labelled],
    ["public", stamp.public],
    ["private", stamp.private],
  ];
  return parts.flatMap(([split, count]) =>
    Array.from({ length: count }, (_, index) => {
      return { folder, seed, split, index, width, height };
    })
  );
}

/** Hands the tasks to workers, the next to whoever is free; the truths come back in the tasks' order. */
export async function runTasks(
  tasks: readonly ImageTask[],
  count: number,
  onProgress: SyntheticOptions["onProgress"],
  signal: AbortSignal | undefined,
): Promise<ImageTruth[]> {
  const truths: ImageTruth[] = [];
  let [next, done] = [0, 0];
  const workers: Worker[] = [];
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  const stop = () => stopped.reject(signal!.reason);
  signal?.addEventListener("abort", stop);
  const work = async (worker: Worker) => {
    while (next < tasks.length) {
      const which = next++;
      truths[which] = await ask(worker, tasks[which]!);
      onProgress?.(++done, tasks.length);
    }
  };
  try {
    for (let i = 0; i < Math.min(count, tasks.length); i++) {
      const url = new URL("./worker.ts", import.meta.url);
      workers.push(new Worker(url, { type: "module" }));
    }
    await Promise.race([Promise.all(workers.map(work)), stopped.promise]);
  } finally {
    signal?.removeEventListener("abort", stop);
    for (const worker of workers) worker.terminate();
  }
  return truths;
}

function ask(worker: Worker, task: ImageTask): Promise<ImageTruth> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      if ("truth" in data) resolve(data.truth);
      else reject(new Error(`Cannot draw synthetic images: ${data.error}`));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot draw synthetic images: ${event.message}`));
    };
    worker.postMessage(task);
  });
}
