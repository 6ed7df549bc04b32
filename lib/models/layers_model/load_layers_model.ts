import { InputError } from "../../core/mod.ts";
import { layersLibrary, type LayersModel, tf } from "../../tensor/mod.ts";
import { declareModel } from "../build_model.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import { registerLayers, sourceOf } from "./layer_classes.ts";
import { modelFolder } from "./model_folder.ts";
import { decodeConfig, type NetworkConfig } from "./network_config.ts";
import { specFaults } from "./spec_faults.ts";

/** A model that was loaded, in both its forms; they share their weights. */
export interface LoadedLayersModel {
  readonly layers: LayersModel;
  readonly model: EncoderDecoder;
  readonly config: NetworkConfig;
}

/**
 * Loads what `toLayersModel(...).save(modelFolder(folder))` wrote. What is in the files is compared with what the network
 * declares before anything is built.
 *
 * @param folder The folder.
 * @returns The model; dispose of either form.
 * @throws {InputError} Where a file is missing, damaged or of another model; lists every parameter that does not fit.
 *
 * @example
 * ```ts
 * import { openBackend } from "../../tensor/mod.ts";
 * import { buildModel } from "../build_model.ts";
 * import { loadLayersModel } from "./load_layers_model.ts";
 * import { modelFolder } from "./model_folder.ts";
 * import { toLayersModel } from "./to_layers_model.ts";
 *
 * await openBackend();
 * const recipe = { name: "unet", widths: [4, 8] } as const;
 * const saved = buildModel(recipe, { inputChannels: 1, seed: 1 });
 * const folder = await Deno.makeTempDir();
 * await toLayersModel(saved, { recipe, inputChannels: 1 }).save(modelFolder(folder));
 * const { model } = await loadLayersModel(folder);
 * const weight = ({ parameters }: typeof model) => parameters.get("head.weight")!.dataSync().join();
 * if (weight(model) !== weight(saved)) throw new Error();
 * ```
 */
export async function loadLayersModel(
  folder: string,
): Promise<LoadedLayersModel> {
  registerLayers();
  const artifacts = await modelFolder(folder).load!();
  const file = `${folder}/model.json`;
  const config = configOf(artifacts.modelTopology, file);
  const { specs } = declareModel(config.recipe, config);
  const faults = specFaults(artifacts.weightSpecs!, specs);
  if (faults.length > 0) {
    throw new InputError(
      `Cannot load the model: its weights must be those of its network, ${faults.length} are not:\n    ${
        faults.join("\n    ")
      }`,
      { file },
    );
  }
  let layers: LayersModel;
  try {
    layers = await layersLibrary().loadLayersModel(
      tf.io.fromMemory(artifacts),
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(
      `Cannot load the model: its layers must be those of its network; ${reason}`,
      { file, cause },
    );
  }
  return { layers, model: sourceOf(layers)!.network(), config };
}

/** The network that the topology's layers name. */
function configOf(
  topology: tf.io.ModelArtifacts["modelTopology"],
  file: string,
): NetworkConfig {
  const texts = new Set<string>();
  // Layers lie at `config.layers`, under `model_config` where an optimiser was stored too.
  JSON.stringify(topology, (key, value) => {
    if (key === "network" && typeof value === "string") texts.add(value);
    return value;
  });
  const [text] = texts;
  if (texts.size !== 1) {
    throw new InputError(
      `Cannot load the model: its layers must be of one network, current value is ${texts.size} networks`,
      {
        file,
        remedy: "tf.loadLayersModel of tfjs loads models of other layers.",
      },
    );
  }
  return decodeConfig(text);
}
