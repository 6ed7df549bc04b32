import {
  type Mask,
  pathExists,
  writeFileAtomic,
  writeJsonAtomic,
} from "../../../lib/core/mod.ts";
import { encodePng } from "../../../lib/imaging/mod.ts";
import { type DecisiveRecipe, decisiveRecipe } from "./decisive_recipe.ts";
import type { OpenedRun } from "./open_quality_run.ts";

/** An image as the peer finds it. */
export interface PeerImage {
  readonly id: string;
  /** Path of the image file. */
  readonly image: string;
  /** Path of the label as a grey PNG, 0 or 255, as our side reads it. */
  readonly mask: string;
}

/** What the peer is told: our run's recipe, seed and folds, so that both sides do the same. */
export interface PeerWork {
  readonly recipe: DecisiveRecipe;
  readonly seed: number;
  /** Ids of the validation images, a list a fold. */
  readonly folds: readonly (readonly string[])[];
  readonly images: readonly PeerImage[];
  /** ImageNet weights of the encoder with timm's names; absent where the recipe starts without. */
  readonly weights?: string;
  /** Where the peer puts `ID.png` (maps of 16 bits) and `fold_K.json`. */
  readonly folder: string;
}

/**
 * Writes the peer's work and the labels that it reads. The same run gives the same file.
 *
 * @param opened Our run, whose folds are there.
 * @param folder The peer's folder.
 * @param weights ImageNet weights, where the recipe asks for them.
 * @returns Path of the file.
 */
export async function writePeerWork(
  { run, dataset, folds }: OpenedRun,
  folder: string,
  weights: string | undefined,
): Promise<string> {
  const wanted = new Set(folds.folds.flat());
  const images: PeerImage[] = [];
  for (const record of dataset.labelled.filter(({ id }) => wanted.has(id))) {
    const mask = `${folder}/labels/${record.id}.png`;
    if (!await pathExists(mask)) {
      const sample = await dataset.load(record);
      await writeFileAtomic(mask, await labelPng(sample.mask!));
    }
    images.push({ id: record.id, image: record.imagePath, mask });
  }
  const work: PeerWork = {
    recipe: decisiveRecipe(run.config.recipe),
    seed: run.config.seed,
    folds: folds.folds,
    images,
    ...(weights === undefined ? {} : { weights }),
    folder,
  };
  const path = `${folder}/work.json`;
  await writeJsonAtomic(path, work);
  return path;
}

function labelPng({ data, width, height }: Mask): Promise<Uint8Array> {
  return encodePng({ data: data.map((value) => 255 * value), width, height });
}
