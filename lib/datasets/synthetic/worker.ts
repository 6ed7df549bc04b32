/// <reference lib="deno.worker" />
// Draws the pictures it is sent, one after the other, and answers each with its truth or its error.
import sharp from "sharp";
import { type ImageTask, type ImageTruth, writeImage } from "./write_image.ts";

/** The answer to one task. */
export type WorkerAnswer =
  | { readonly truth: ImageTruth }
  | { readonly error: string };

declare const self: DedicatedWorkerGlobalScope;

// Each worker has a core to itself: more threads would only take it from the other.
sharp.concurrency(1);

self.onmessage = async ({ data }: MessageEvent<ImageTask>) => {
  let answer: WorkerAnswer;
  try {
    answer = { truth: await writeImage(data) };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(answer);
};
