import type { ModelRecipe } from "../../../lib/recipes/mod.ts";

/** Work of one process, ours or PyTorch's; handed over as JSON. */
export interface TrainWork {
  /** A training step (forward, binary cross-entropy, backward, AdamW) or a forward pass. */
  readonly kind: "train" | "infer";
  readonly model: ModelRecipe;
  readonly precision: "float32" | "bfloat16";
  /** Images, rows, columns. */
  readonly shape: readonly [batch: number, height: number, width: number];
  /** File of the images: float32, little end first, channels last. */
  readonly input: string;
  /** Make each step's input tensors anew, as training does. @default {false} */
  readonly freshInputs?: boolean;
}

/** What is measured, before there is a file of images. */
export type WorkSpec = Omit<TrainWork, "input">;

/** A memory layout of PyTorch. */
export type Layout = "contiguous" | "channels_last";

/** Both layouts of PyTorch, in the order they take turns. */
export const LAYOUTS: readonly Layout[] = ["contiguous", "channels_last"];
