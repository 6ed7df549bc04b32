import { InputError, writeJsonAtomic } from "../core/mod.ts";
import type { Progress } from "./checkpoint.ts";
import type { TrainingResult } from "./events.ts";
import type { FoldFiles } from "./fold_files.ts";
import { checkIdentity, type TrainingIdentity } from "./identity.ts";

/** What `done.json` holds. */
interface DoneFile {
  readonly result: TrainingResult;
  readonly identity: TrainingIdentity;
}

/**
 * Writes `done.json`, the last file of a training.
 *
 * @returns What came out.
 */
export async function writeResult(
  files: FoldFiles,
  identity: TrainingIdentity,
  { best: [best], lastDice }: Progress,
  steps: number,
): Promise<TrainingResult> {
  const result: TrainingResult = {
    epochs: identity.recipe.training.epochs,
    steps,
    // The last epoch is always validated.
    bestDice: best!.dice,
    bestEpoch: best!.epoch,
    lastDice: lastDice!,
  };
  const content: DoneFile = { result, identity };
  await writeJsonAtomic(files.done, content);
  return result;
}

/**
 * Reads what came out of a fold's training.
 *
 * @param files The fold's files.
 * @param identity Where given, the training must have been asked for so.
 * @returns Nothing where the training is not over.
 * @throws {InputError} Where the file is broken, or of another training; names the key.
 *
 * @example
 * ```ts
 * import { foldFiles } from "./fold_files.ts";
 * import { readResult } from "./fold_result.ts";
 *
 * if (await readResult(foldFiles(await Deno.makeTempDir())) !== undefined) throw new Error();
 * ```
 */
export async function readResult(
  files: FoldFiles,
  identity?: TrainingIdentity,
): Promise<TrainingResult | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(files.done);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  let content: DoneFile;
  try {
    content = JSON.parse(text) as DoneFile;
  } catch (cause) {
    throw new InputError("Cannot read the training's result: it must be JSON", {
      file: files.done,
      remedy: "Delete the file; the training then ends anew.",
      cause,
    });
  }
  if (identity) checkIdentity(content.identity, identity, files.done);
  return content.result;
}
