import type { SampleRecord } from "../../datasets/dataset.ts";
import type { Sample } from "../../datasets/dataset.ts";
import type { LoadSpec } from "../../datasets/load_sample.ts";
import type { InputRecipe } from "../../recipes/recipe.ts";
import type { Batch, BatchPlan } from "./build_batch.ts";

/** Read an image and its label and bring them to the network's size. */
export interface ImageJob {
  readonly kind: "image";
  readonly loading: LoadSpec;
  readonly record: SampleRecord;
  readonly input: Pick<InputRecipe, "maximumSide" | "channels">;
}

/** Make a batch of images that are in shared memory. */
export interface BatchJob {
  readonly kind: "batch";
  readonly plan: BatchPlan;
}

/** What a worker can be told to do. */
export type Job = ImageJob | BatchJob;

/** What comes of a job. */
export type JobResult<J extends Job> = J extends ImageJob ? Sample : Batch;

/** What a worker is sent. */
export interface JobRequest {
  readonly id: number;
  readonly job: Job;
}

/** What it answers: a result, or what went wrong. */
export type JobReply =
  | { readonly id: number; readonly result: Sample | Batch }
  | { readonly id: number; readonly failure: JobFailure };

/** An error as it can be sent to another thread. */
export interface JobFailure {
  readonly message: string;
  /** True where the person's input is at fault, and the message says all. */
  readonly input: boolean;
  /** True where there was not enough memory. */
  readonly memory: boolean;
}

/** The job in words, to follow "while" or "cannot". */
export function jobInWords(job: Job): string {
  return job.kind === "image"
    ? `read image ${job.record.id} (${job.record.imagePath})`
    : `make the batch of ${job.plan.samples.map(({ id }) => id).join(", ")}`;
}
