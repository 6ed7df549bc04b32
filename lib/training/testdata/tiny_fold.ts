import { randomSource, writeFileAtomic } from "../../core/mod.ts";
import type { Sample, SampleRecord } from "../../datasets/dataset.ts";
import { encodePng } from "../../imaging/mod.ts";
import { type Recipe, smokeRecipe, unetBaseline } from "../../recipes/mod.ts";
import {
  trainFold,
  type TrainFoldOptions,
  type TrainingEvent,
} from "../mod.ts";

const smoke = smokeRecipe(unetBaseline);

/** A recipe whose training takes a second: 4 epochs of 6 steps, every augmentation in use. */
export const tinyRecipe: Recipe = {
  ...smoke,
  input: { ...smoke.input, maximumSide: 40 },
  augment: unetBaseline.augment.map((step) => ({ ...step, probability: 0.5 })),
  model: { name: "unet", widths: [4, 8] },
  training: {
    epochs: 4,
    samplesPerEpoch: 22,
    batchSize: 4,
    cropSide: 24,
    foregroundProbability: 0.7,
    validateEvery: 2,
  },
};

/** The same with everything that a training can be asked for beside the step: what a resume must bring back. */
export const demandingRecipe: Recipe = {
  ...tinyRecipe,
  optimizer: {
    name: "adamw",
    learningRate: 5e-3,
    weightDecay: 1e-2,
    clipNorm: 1,
    groups: [{ match: "encoder.", learningRateFactor: 0.5 }],
  },
  schedule: {
    name: "cosine_restarts",
    cycleEpochs: 1,
    warmUpEpochs: 0,
    finalFactor: 0.01,
  },
  training: {
    ...tinyRecipe.training,
    validateEvery: 1,
    accumulate: 2,
    keepBest: 2,
    metric: "iou",
    average: { name: "ema", decay: 0.8 },
  },
};

/** Coloured noise with a darker square in it, larger than the recipe's `maximumSide`. */
export function loadTiny(record: SampleRecord): Promise<Sample> {
  const random = randomSource(1, "tiny", record.id);
  const [width, height] = [60, 44];
  const [left, top] = [random.integer(40), random.integer(24)];
  const mask = new Uint8Array(width * height);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < mask.length; i++) {
    const [x, y] = [i % width - left, Math.floor(i / width) - top];
    mask[i] = x >= 0 && y >= 0 && x < 18 && y < 18 ? 1 : 0;
    for (let k = 0; k < 3; k++) {
      data[3 * i + k] = random.integer(80) + (mask[i] ? 40 : 160);
    }
  }
  return Promise.resolve({
    ...record,
    image: { data, width, height, channels: 3 },
    mask: { data: mask, width, height },
  });
}

/** Records of images that {@linkcode loadTiny} draws. */
export function tinyRecords(prefix: string, count: number): SampleRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `${prefix}${i}`;
    return { id, group: id, imagePath: `/${id}.png` };
  });
}

/** Writes such images and their masks as a dataset of mask pairs. */
export async function writeTinyImages(
  folder: string,
  records: readonly SampleRecord[],
): Promise<void> {
  for (const record of records) {
    const { id, image, mask } = await loadTiny(record);
    await writeFileAtomic(`${folder}/images/${id}.png`, await encodePng(image));
    await writeFileAtomic(`${folder}/masks/${id}.png`, await encodePng(mask!));
  }
}

/** The training of a tiny fold into a folder. */
export function tinyFold(folder: string): TrainFoldOptions {
  return {
    folder,
    recipe: tinyRecipe,
    fold: 1,
    seed: 5,
    training: tinyRecords("t", 5),
    validation: tinyRecords("v", 4),
    load: loadTiny,
    dataFingerprint: "tiny",
    workers: 0,
  };
}

/** Everything that a training tells. */
export async function train(
  options: TrainFoldOptions,
): Promise<TrainingEvent[]> {
  return await Array.fromAsync(trainFold(options));
}

/** The events of one type. */
export const ofType = <T extends TrainingEvent["type"]>(
  events: readonly TrainingEvent[],
  type: T,
): Extract<TrainingEvent, { type: T }>[] =>
  events.filter((e): e is Extract<TrainingEvent, { type: T }> =>
    e.type === type
  );

/** A folder that is gone after the test. */
export async function withFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Every file of a fold's folder that must be the same bytes whenever the training is repeated, as path and hash. */
export async function hashFolder(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      lines.push(...(await hashFolder(path)).map((line) => `${name}/${line}`));
    } else if (name !== "timing.jsonl" && !name.includes("tfevents")) {
      const bytes = await Deno.readFile(path);
      const hash = await crypto.subtle.digest("SHA-256", bytes);
      lines.push(`${name} ${new Uint8Array(hash).toHex()}`);
    }
  }
  return lines.sort();
}
