import { randomSource, writeFileAtomic } from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import type { Folds } from "../folds/mod.ts";
import { encodePng } from "../imaging/mod.ts";
import { type Recipe, unetBaseline } from "../recipes/mod.ts";
import { createRun, newRunConfig, type Run } from "../run/mod.ts";
import { searchRun } from "./search.ts";
import { splitDataset } from "./split.ts";
import { submitRun } from "./submit.ts";
import { type Survey, surveyDataset } from "./survey.ts";
import type { ThresholdFile } from "./threshold_file.ts";
import { trainRun } from "./train.ts";

/** A run on tiny pictures, with what each stage gave. */
export interface TinyRun {
  readonly folder: string;
  readonly run: Run;
  readonly dataset: Dataset;
  readonly survey: Survey;
  readonly folds: Folds;
}

const SIZE = { width: 48, height: 32 };

/** A noisy picture with one bright disc, and the disc as mask. */
function picture(index: number) {
  const random = randomSource(1, "tiny picture", index);
  const [x, y] = [8 + random.integer(32), 8 + random.integer(16)];
  const radius = 3 + index % 4;
  const pixels = SIZE.width * SIZE.height;
  const mask = Uint8Array.from(
    { length: pixels },
    (_, i) =>
      Math.hypot(i % SIZE.width - x, Math.floor(i / SIZE.width) - y) <= radius
        ? 1
        : 0,
  );
  const data = new Uint8Array(pixels * 3);
  mask.forEach((inside, i) => {
    for (let c = 0; c < 3; c++) {
      data[i * 3 + c] = (inside ? 190 : 70) + random.integer(60);
    }
  });
  return {
    image: { data, channels: 3 as const, ...SIZE },
    mask: { data: mask, ...SIZE },
  };
}

/**
 * Writes 14 images with masks: `p0_0.png` ... `p6_1.png`, two a patient; `p6_1` is a copy of `p0_0`. Two more, without
 * masks, go to `test_images` where wanted.
 */
export async function writeTinyData(
  folder: string,
  unlabelled: boolean,
): Promise<void> {
  for (let i = 0; i < 14; i++) {
    const name = `p${i >> 1}_${i % 2}.png`;
    const { image, mask } = picture(i === 13 ? 0 : i);
    await writeFileAtomic(`${folder}/images/${name}`, await encodePng(image));
    await writeFileAtomic(`${folder}/masks/${name}`, await encodePng(mask));
  }
  for (const i of unlabelled ? [20, 21] : []) {
    const path = `${folder}/test_images/t${i}.png`;
    await writeFileAtomic(path, await encodePng(picture(i).image));
  }
}

/** A run on the tiny images, surveyed and split; a network of two levels, two epochs. */
export async function tinyRun(
  options: {
    readonly unlabelled?: boolean;
    readonly holdOut?: number;
    readonly epochs?: number;
    /** In place of a small grid of thresholds and areas. */
    readonly choice?: Pick<Recipe, "search" | "postprocess">;
    /** In place of a U-Net of two levels; its stride may be 32. */
    readonly model?: Recipe["model"];
    readonly folds?: number;
  } = {},
): Promise<TinyRun> {
  const folder = await Deno.makeTempDir();
  await writeTinyData(`${folder}/data`, options.unlabelled ?? true);
  const recipe = {
    ...unetBaseline,
    input: { ...unetBaseline.input, maximumSide: 48 },
    model: options.model ?? { name: "unet", widths: [4, 8] },
    training: {
      ...unetBaseline.training,
      epochs: options.epochs ?? 2,
      samplesPerEpoch: 16,
      cropSide: options.model ? 32 : 16,
      validateEvery: 1,
    },
    search: {
      thresholds: [0.3, 0.5, 0.7],
      minimumAreas: [0, 5],
      fillHoles: true,
    },
    ...options.choice,
  } as const;
  const config = newRunConfig({
    recipe,
    data: `${folder}/data`,
    dataOptions: { group: "^(p\\d)" },
    folds: options.folds ?? 3,
    holdOut: options.holdOut ?? 0.2,
    seed: 4,
  });
  const run = await createRun(config, `${folder}/run`);
  const { dataset, survey } = await surveyDataset(run);
  const folds = await splitDataset(run, survey);
  return { folder, run, dataset, survey, folds };
}

/** Trains a tiny run, searches and submits. */
export async function finishTinyRun(tiny: TinyRun): Promise<
  TinyRun & {
    readonly search: ThresholdFile;
    readonly submission: Awaited<ReturnType<typeof submitRun>>;
  }
> {
  for await (const _ of trainRun(tiny)) {
    // Its events are other tests' matter.
  }
  const search = await searchRun({ ...tiny, workers: 0 });
  const submission = await submitRun({ ...tiny, search });
  return { ...tiny, search, submission };
}
