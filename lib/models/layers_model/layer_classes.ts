import {
  layersLibrary,
  type LayersModel,
  type LayerVariable,
  type Shape,
  tf,
} from "../../tensor/mod.ts";
import { checkInput } from "../check_input.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import type { NetworkPart, PartOutput } from "../network_parts.ts";
import type { ParameterSpec } from "../parameters/mod.ts";
import { NetworkSource, sourceFor } from "./network_source.ts";

/** What a layer stores, beside tfjs's own. */
type PartConfig = {
  readonly name: string;
  /** As `encodeConfig` writes it. */
  readonly network: string;
  /** Which of the network's parts, from 0. */
  readonly part: number;
};

/** Makes the layer of a part. */
export type MakeLayer = (
  part: NetworkPart,
  index: number,
  source: NetworkSource,
) => InstanceType<ReturnType<typeof layersLibrary>["layers"]["Layer"]>;

let make: MakeLayer | undefined;

/** A part's kind by the beginning of its name. */
const KINDS = {
  encoder: "EncoderStage",
  decoder: "Decoder",
  head: "SegmentationHead",
  deep_supervision: "DeepSupervisionHead",
  classification: "ClassificationHead",
} as const;

/**
 * Registers the layers with tfjs, so that `tf.loadLayersModel` knows them too. Again it costs nothing.
 *
 * @returns What makes the layer of a part.
 */
export function registerLayers(): MakeLayer {
  if (make) return make;
  const library = layersLibrary();

  /** A variable of the network as tfjs's layers have theirs. */
  class SharedVariable extends library.LayerVariable {
    constructor(variable: tf.Variable, { name, role }: ParameterSpec) {
      // As in PyTorch, what a network holds without use counts as trained.
      super(variable, "float32", name, role === "trained" || role === "idle");
      this.val.dispose();
      Object.defineProperties(this, {
        val: { value: variable },
        // By which it is saved: PyTorch's, without the layer's name before it.
        originalName: { value: name },
      });
    }
  }

  abstract class Part extends library.layers.Layer {
    readonly source: NetworkSource;
    readonly #part: number;
    #blank = false;

    constructor(config: PartConfig, source?: NetworkSource) {
      super(config);
      this.#part = config.part;
      this.source = source ?? sourceFor(config.network, config.part);
    }

    /** tfjs says so where the numbers will be loaded. */
    override setFastWeightInitDuringBuild(blank: boolean): void {
      this.#blank = blank;
    }

    override build(): void {
      const network = this.source.network(this.#blank);
      const mine = new Set(this.source.parametersOf(this.#part));
      const trained: LayerVariable[] = [];
      const others: LayerVariable[] = [];
      for (const spec of network.specs) {
        if (!mine.has(spec.name)) continue;
        const variable = network.parameters.get(spec.name) ??
          network.buffers.get(spec.name)!;
        const shared = new SharedVariable(variable, spec);
        (shared.trainable ? trained : others).push(shared);
      }
      this._trainableWeights = trained;
      this.nonTrainableWeights = others;
      this.built = true;
    }

    override computeOutputShape(shape: Shape | Shape[]): Shape | Shape[] {
      const first = (Array.isArray(shape[0]) ? shape[0] : shape) as Shape;
      const network = this.source.network(this.#blank);
      const part = network.parts[this.#part]!;
      const shapes = part.outputs.map((output) =>
        outputShape(first, strideOf(network, part), output)
      );
      return shapes.length === 1 ? shapes[0]! : shapes;
    }

    override call(
      inputs: tf.Tensor | tf.Tensor[],
      kwargs: Readonly<Record<string, unknown>>,
    ): tf.Tensor | tf.Tensor[] {
      const network = this.source.network();
      const part = network.parts[this.#part]!;
      const given =
        (Array.isArray(inputs) ? inputs : [inputs]) as tf.Tensor4D[];
      if (part.inputs[0] === "image") {
        const { inputChannels } = this.source.config;
        checkInput(given[0]!.shape, inputChannels, network.stride);
      }
      const outputs = part.run(given, {
        training: kwargs["training"] === true,
      });
      return outputs.length === 1 ? outputs[0]! : outputs;
    }

    override getConfig(): tf.serialization.ConfigDict {
      const { text } = this.source;
      return { ...super.getConfig(), network: text, part: this.#part };
    }
  }

  const classes = Object.fromEntries(
    Object.entries(KINDS).map(([kind, className]) => {
      const Kind = class extends Part {
        static className = className;
      };
      library.serialization.registerClass(Kind);
      return [kind, Kind];
    }),
  );
  return make = ({ name }, index, source) => {
    const Kind = classes[name.split(".")[0]!]!;
    return new Kind({ name, network: source.text, part: index }, source);
  };
}

/**
 * The source of the network that a model's layers share.
 *
 * @returns Nothing where the model is of other layers.
 */
export function sourceOf(model: LayersModel): NetworkSource | undefined {
  for (const layer of model.layers) {
    if ("source" in layer && layer.source instanceof NetworkSource) {
      return layer.source;
    }
  }
  return undefined;
}

/** Stride of a part's first input. */
function strideOf(network: EncoderDecoder, part: NetworkPart): number {
  const from = part.inputs[0]!;
  if (from === "image") return 1;
  return network.parts[from.part]!.outputs[from.output]!.stride!;
}

function outputShape(
  [batch, ...sides]: Shape,
  from: number,
  { channels, stride }: PartOutput,
): Shape {
  if (stride === undefined) return [batch!, channels];
  const scaled = sides.slice(0, 2)
    .map((side) => side === null ? null : (side! * from) / stride);
  return [batch!, ...scaled, channels];
}
