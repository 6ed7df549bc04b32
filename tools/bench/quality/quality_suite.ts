import { openBackend } from "../../../lib/tensor/mod.ts";
import type { SuiteOptions, SuiteResult } from "../suite.ts";
import { ensureRecipeWeights } from "../../setup/ensure_recipe_weights.ts";
import { progressOnTerminal } from "../../setup/pretrained.ts";
import { makeOurRun, ourMaps, ourMinutes } from "./our_side.ts";
import { peerFolds, peerMaps, runPeer } from "./peer_side.ts";
import { writePeerWork } from "./peer_work.ts";
import { type QualitySide, qualityTable } from "./quality_table.ts";
import { scoreMaps } from "./score_maps.ts";

/**
 * Trains every fold by the recipe lite0_unet and the same network of segmentation_models.pytorch by the same recipe on
 * the same folds from the same ImageNet weights, and scores the out-of-fold maps of both by the same code. What an
 * earlier call finished is not done again.
 */
export async function qualitySuite(
  options: SuiteOptions,
): Promise<SuiteResult> {
  const { python, tell, quality } = options;
  if (!quality) throw new Error("Cannot compare: it must be told the data");
  const opened = await makeOurRun(quality);
  const { recipe } = opened.run.config;
  const images = opened.folds.folds.flat().length;
  const sides: QualitySide[] = [{
    name: "segbook",
    score: await scoreMaps(ourMaps(opened)),
    minutes: await ourMinutes(opened),
  }];
  const backend = await openBackend();
  const notes = [
    `TensorFlow ${backend.version} on ${backend.device}`,
    `Deno ${Deno.version.deno}`,
  ];
  if (python) {
    const folder = `${quality.out}/peer`;
    const weights = await ensureRecipeWeights(recipe.model, progressOnTerminal);
    tell("Training the peer ...");
    await runPeer(python, await writePeerWork(opened, folder, weights));
    const folds = await peerFolds(opened, folder);
    sides.push({
      name: "segmentation_models.pytorch",
      score: await scoreMaps(peerMaps(opened, folder)),
      minutes: folds.map(({ seconds }) => seconds / 60),
    });
    notes.push(...new Set(folds.map(({ versions }) => versions)));
  }
  return {
    table: qualityTable(sides),
    method:
      `${images} images, each predicted by the network of the fold that did not train on it`,
    notes,
  };
}
