import { InputError } from "../../core/mod.ts";
import { adaptFirstConvolution } from "../adapt_first_convolution.ts";
import { type Loaded, loadStateDict } from "../load_state_dict.ts";
import { readWeights } from "../read_weights.ts";
import { weightShapeInTorch } from "../weight_layout.ts";
import type { WeightedModel } from "../weighted_model.ts";
import { ENCODER_FILES } from "./encoder_files.ts";

/**
 * Gives a network's encoder the weights of a classifier: the classifier itself is left out, and the first convolution is
 * fitted to the network's channels as timm does.
 *
 * @param model The network.
 * @param encoder The encoder's name in the registry.
 * @param path The classifier's file, as timm, torchvision or segmentation_models.pytorch have it.
 * @throws {InputError} Where the file cannot be read or is of another encoder; lists all names and shapes that do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { saveWeights } from "../save_weights.ts";
 * import { loadEncoder } from "./load_encoder.ts";
 *
 * await openBackend();
 * const network = (name: string, channels: number) => ({
 *   specs: [{ name, shape: [1, 1, channels, 1], layout: "filter" as const }],
 *   parameters: new Map([[name, tf.variable(tf.ones([1, 1, channels, 1]))]]),
 *   buffers: new Map(),
 * });
 * const path = `${await Deno.makeTempDir()}/resnet18.safetensors`;
 * await saveWeights(network("conv1.weight", 3), path);
 * const grey = network("encoder.conv1.weight", 1);
 * await loadEncoder(grey, "resnet18", path);
 * if (grey.parameters.get("encoder.conv1.weight")!.dataSync()[0] !== 3) throw new Error();
 * ```
 */
export async function loadEncoder(
  model: WeightedModel,
  encoder: string,
  path: string,
): Promise<Loaded> {
  const file = ENCODER_FILES.get(encoder);
  if (!file) {
    throw new InputError(
      `Cannot load weights: the encoder must be one of ${
        [...ENCODER_FILES.keys()].join(", ")
      }, current value is ${encoder}`,
    );
  }
  const { prefix, firstConvolution, classifier } = file;
  const { tensors } = await readWeights(path);
  return loadStateDict(model, tensors, {
    prefix,
    ignore: (name) => classifier.test(name),
    fit: (spec, tensor) =>
      spec.name === prefix + firstConvolution
        ? adaptFirstConvolution(tensor, weightShapeInTorch(spec)[1]!)
        : tensor,
    file: path,
  });
}
