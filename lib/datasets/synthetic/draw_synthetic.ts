import { writeJsonAtomic } from "../../core/mod.ts";
import { runTasks, tasksOf } from "./draw_tasks.ts";
import {
  isDrawn,
  makeAside,
  putInPlace,
  refuseForeign,
  removeAside,
  stampFile,
  type SyntheticDescription,
} from "./drawn_folder.ts";
import type { LabelDistributions } from "./statistics.ts";
import { type SyntheticOptions, syntheticStamp } from "./synthetic_options.ts";
import type { ImageTruth } from "./write_image.ts";

/**
 * Draws a data set of H&E-like lung tissue with tumour clusters in its air spaces, in the layout of the AI CUP 2022
 * STAS competition: `Train_Images/%08d.jpg` with `Train_Annotations/%08d.json` (labelme),
 * `Public_Image/Public_%08d.jpg`, `Private_Image/Private_%08d.jpg`, and `synthetic.json`
 * ({@linkcode SyntheticDescription}). The outlines of the unlabelled images are under `.truth/`, in the same form, for
 * whoever scores a submission.
 *
 * The folder appears whole or not at all. A folder that was drawn before with the same options and the same version of
 * the drawer is left as it is.
 *
 * @param options Folder, seed, counts and size.
 * @throws {InputError} Where an option is out of range, or the folder holds something that was not drawn.
 * @throws {DOMException} `AbortError` (or the signal's reason) where the signal stopped it.
 *
 * @example
 * ```ts
 * import { drawSynthetic } from "./draw_synthetic.ts";
 *
 * const folder = `${await Deno.makeTempDir()}/drawn`;
 * await drawSynthetic({ folder, seed: 1, labelled: 2, public: 1, private: 0, width: 215, height: 118 });
 * await Deno.stat(`${folder}/Train_Annotations/00000001.json`);
 * ```
 */
export async function drawSynthetic(options: SyntheticOptions): Promise<void> {
  const { signal, onProgress } = options;
  const stamp = syntheticStamp(options);
  const folder = options.folder.replace(/(.)\/+$/, "$1");
  signal?.throwIfAborted();
  if (await isDrawn(folder, stamp)) return;
  await refuseForeign(folder);

  const aside = await makeAside(folder);
  try {
    const tasks = tasksOf(aside, stamp);
    const workers = options.workers ??
      Math.min(8, navigator.hardwareConcurrency);
    const truths = await runTasks(tasks, workers, onProgress, signal);
    const of = (labelled: boolean) => {
      return statisticsOf(
        truths.filter((_, i) => (tasks[i]!.split === "train") === labelled),
      );
    };
    const description: SyntheticDescription = {
      ...stamp,
      statistics: { labelled: of(true), unlabelled: of(false) },
    };
    await writeJsonAtomic(`${aside}/${stampFile}`, description);
    await putInPlace(aside, folder, stamp);
  } finally {
    await removeAside(aside);
  }
}

function statisticsOf(truths: readonly ImageTruth[]): LabelDistributions {
  return {
    objects: truths.map(({ objects }) => objects),
    ratio: truths.map(({ ratio }) => ratio),
    boxSide: truths.flatMap(({ boxSides }) => boxSides),
  };
}
