import { InputError } from "../../core/mod.ts";
import {
  layersLibrary,
  type LayersModel,
  type SymbolicTensor,
} from "../../tensor/mod.ts";
import { declareModel } from "../build_model.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import { inputsOf } from "../network_parts.ts";
import { registerLayers } from "./layer_classes.ts";
import { encodeConfig, type NetworkConfig } from "./network_config.ts";
import { NetworkSource } from "./network_source.ts";
import { specFaults } from "./spec_faults.ts";

/** Options of {@linkcode toLayersModel}. */
export interface LayersModelOptions {
  /** Pixels of the image, which `summary()` then follows; no other is taken. @default any */
  readonly height?: number;
  /** @default any */
  readonly width?: number;
}

/**
 * A network as a tfjs `LayersModel` that shares its weights: encoder stages, decoder and heads are layers, with
 * `summary()`, `predict`, `compile` and `fit`, `save` (see `modelFolder`) and `tf.loadLayersModel`. A change of the weights
 * on either side is seen on the other; `dispose` of either frees them.
 *
 * Its outputs are those of `outputs`: the logits, then those of deep supervision and classification where there are any.
 * The trainable parameters of `summary()` are PyTorch's count (of a network without frozen normalisations); running
 * statistics are among the others. `fit` drops no blocks (stochastic depth), because tfjs gives its layers no step number.
 *
 * @param model The network; read a compiled step back first.
 * @param config From what it was built.
 * @param options Size of the image.
 * @throws {InputError} Where the network is not what the configuration builds; names what differs.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { buildModel } from "../build_model.ts";
 * import { toLayersModel } from "./to_layers_model.ts";
 *
 * await openBackend();
 * const recipe = { name: "unet", widths: [4, 8] } as const;
 * const model = buildModel(recipe, { inputChannels: 3, seed: 1 });
 * const layers = toLayersModel(model, { recipe, inputChannels: 3 }, { height: 64, width: 96 });
 * const lines: string[] = [];
 * layers.summary(100, undefined, (line) => lines.push(line));
 * if (!lines.join("\n").includes(`Trainable params: ${model.parameterCount}`)) throw new Error();
 * const logits = layers.predict(tf.ones([2, 64, 96, 3]));
 * if (Array.isArray(logits) || logits.shape.join() !== "2,64,96,1") throw new Error();
 * ```
 */
export function toLayersModel(
  model: EncoderDecoder,
  config: NetworkConfig,
  options: LayersModelOptions = {},
): LayersModel {
  const { specs } = declareModel(config.recipe, config);
  const faults = specFaults(model.specs, specs);
  if (faults.length > 0) {
    throw new InputError(
      `Cannot make layers: the configuration must be the network's own, ${faults.length} parameters differ:\n    ${
        faults.join("\n    ")
      }`,
    );
  }
  const makeLayer = registerLayers();
  const source = new NetworkSource(encodeConfig(config), model);
  const { height = null, width = null } = options;
  const library = layersLibrary();
  const image = library.input({
    shape: [height, width, config.inputChannels],
    name: "image",
  });
  const outputs: SymbolicTensor[][] = [];
  model.parts.forEach((part, index) => {
    const inputs = inputsOf(part, image, outputs);
    const layer = makeLayer(part, index, source);
    const given = layer.apply(inputs.length === 1 ? inputs[0]! : inputs);
    outputs.push([given].flat() as SymbolicTensor[]);
  });
  const results = outputs.slice(
    model.parts.findIndex(({ name }) => name === "head"),
  ).flat();
  return library.model({
    inputs: image,
    outputs: results.length === 1 ? results[0]! : results,
    name: model.name,
  });
}
