import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { z } from "zod";
import { InputError, writeFileAtomic } from "../../core/mod.ts";
import { tf } from "../../tensor/mod.ts";

/** The topology's file in a folder. */
const TOPOLOGY = "model.json";
/** The weights' file: its SHA-256 is in its name, by which damage is found. */
const WEIGHTS = /^weights\.([0-9a-f]{64})\.bin$/;
const REMEDY = "Save the model again, or take the file from where it came.";

const fileSchema = z.object({
  format: z.literal("layers-model"),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({
    paths: z.array(
      z.string().refine(
        (path) => path === basename(path),
        "must be beside the model's file",
      ),
    ),
    weights: z.array(z.object({
      name: z.string(),
      shape: z.array(z.number().int().nonnegative()),
      dtype: z.literal("float32", "must be float32, not quantised"),
    })),
  })),
});

/**
 * Where a `LayersModel` is saved and loaded: `model.save(modelFolder(path))`, `tf.loadLayersModel(modelFolder(path))`. The
 * files are tfjs's own (`model.json` and one of weights beside it), which its `file://` loads too. The weights are written
 * first and the topology is renamed over the old one at last, so that a folder holds the old model or the new one whole.
 *
 * @param folder Made where it is missing.
 *
 * @example
 * ```ts
 * import { layersLibrary, openBackend } from "../../tensor/mod.ts";
 * import { buildModel } from "../build_model.ts";
 * import { modelFolder } from "./model_folder.ts";
 * import { toLayersModel } from "./to_layers_model.ts";
 *
 * await openBackend();
 * const recipe = { name: "unet", widths: [4, 8] } as const;
 * const model = buildModel(recipe, { inputChannels: 1, seed: 1 });
 * const folder = await Deno.makeTempDir();
 * await toLayersModel(model, { recipe, inputChannels: 1 }).save(modelFolder(folder));
 * const loaded = await layersLibrary().loadLayersModel(modelFolder(folder));
 * const [weight] = loaded.getWeights();
 * if (weight!.dataSync().join() !== model.parameters.get("encoder.0.conv1.weight")!.dataSync().join()) throw new Error();
 * ```
 */
export function modelFolder(folder: string): tf.io.IOHandler {
  return {
    save: (artifacts) => saveArtifacts(folder, artifacts),
    load: () => loadArtifacts(folder),
  };
}

async function saveArtifacts(
  folder: string,
  artifacts: tf.io.ModelArtifacts,
): Promise<tf.io.SaveResult> {
  const { modelTopology, weightSpecs, weightData } = artifacts;
  const bytes = new Uint8Array(
    tf.io.CompositeArrayBuffer.join(weightData),
  );
  const weights = `weights.${sha256(bytes)}.bin`;
  await writeFileAtomic(join(folder, weights), bytes);
  const { format, generatedBy, convertedBy } = artifacts;
  await writeFileAtomic(
    join(folder, TOPOLOGY),
    JSON.stringify({
      format,
      generatedBy,
      convertedBy,
      modelTopology,
      weightsManifest: [{ paths: [weights], weights: weightSpecs }],
    }),
  );
  for await (const { name } of Deno.readDir(folder)) {
    if (WEIGHTS.test(name) && name !== weights) {
      await Deno.remove(join(folder, name));
    }
  }
  return {
    modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts),
  };
}

async function loadArtifacts(folder: string): Promise<tf.io.ModelArtifacts> {
  const file = join(folder, TOPOLOGY);
  const { weightsManifest, ...topology } = parseFile(
    new TextDecoder().decode(await readFile(file)),
    file,
  );
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const wanted = weightSpecs.reduce(
    (sum, { shape }) => sum + shape.reduce((size, side) => size * side, 4),
    0,
  );
  const parts: Uint8Array[] = [];
  for (const name of weightsManifest.flatMap(({ paths }) => paths)) {
    const path = join(folder, name);
    const bytes = await readFile(path);
    const hash = WEIGHTS.exec(name)?.[1];
    if (hash !== undefined && hash !== sha256(bytes)) {
      throw new InputError(
        "Cannot load the model: the weights' SHA-256 must be that in their file's name, the file is damaged",
        { file: path, remedy: REMEDY },
      );
    }
    parts.push(bytes);
  }
  const given = parts.reduce((sum, { length }) => sum + length, 0);
  if (given !== wanted) {
    throw new InputError(
      `Cannot load the model: its weights must be ${wanted} bytes, current value is ${given}`,
      { file, remedy: REMEDY },
    );
  }
  const weightData = new Uint8Array(given);
  let at = 0;
  for (const part of parts) {
    weightData.set(part, at);
    at += part.length;
  }
  return { ...topology, weightSpecs, weightData: weightData.buffer };
}

function parseFile(text: string, file: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(
      "Cannot load the model: its file must be JSON, it is damaged or of something else",
      { file, remedy: REMEDY, cause },
    );
  }
  const result = fileSchema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues
    .map(({ path, message }) => `${path.join(".") || "file"}: ${message}`);
  throw new InputError(
    `Cannot load the model: its file must be that of a tfjs LayersModel; ${
      faults.slice(0, 5).join("; ")
    }`,
    { file, remedy: REMEDY },
  );
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new InputError("Cannot load the model: a file is missing", {
      file: path,
      remedy: REMEDY,
      cause,
    });
  }
}

const sha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");
