import { InputError } from "../core/mod.ts";
import { tf } from "../tensor/mod.ts";
import type { StoredTensor } from "../tensor/safetensors/mod.ts";
import {
  matchNames,
  type MatchOptions,
  type NameMatch,
} from "./match_names.ts";
import {
  weightFromTorch,
  weightShapeInTorch,
  type WeightSpec,
} from "./weight_layout.ts";
import { variableOf, type WeightedModel } from "./weighted_model.ts";

/** Options of {@linkcode loadStateDict}. */
export interface LoadOptions extends MatchOptions {
  /**
   * Whether names that are missing or that the network does not have are refused. Shapes must always fit.
   *
   * @default true
   */
  readonly strict?: boolean;
  /**
   * Makes of a tensor what the network wants, before shapes are compared.
   *
   * @default {it is taken as it is}
   */
  readonly fit?: (spec: WeightSpec, tensor: StoredTensor) => StoredTensor;
  /** Where the weights came from, for the error. */
  readonly file?: string;
}

/** What was loaded and what was not. */
export interface Loaded {
  /** Names that were given their numbers. */
  readonly loaded: readonly string[];
  /** Names of the network that the file lacks. */
  readonly missing: readonly string[];
  /** Names in the file that the network does not have. */
  readonly extra: readonly string[];
}

/**
 * Gives a network the weights of a PyTorch state dict. All are checked before the first is changed. Counts of batches
 * (`num_batches_tracked`) are left out, and so is a name before all others that wrappers add (`module.`, `model.`, `net.`,
 * `_orig_mod.`).
 *
 * @param model The network.
 * @param tensors By PyTorch's names, in PyTorch's layouts.
 * @param options Strictness, prefix.
 * @returns What was loaded.
 * @throws {InputError} Where a tensor has another shape, or, when strict, names are missing or extra; lists all of them.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { loadStateDict } from "./load_state_dict.ts";
 *
 * await openBackend();
 * const model = {
 *   specs: [{ name: "conv.weight", shape: [1, 1, 2, 1], layout: "filter" as const }],
 *   parameters: new Map([["conv.weight", tf.variable(tf.zeros([1, 1, 2, 1]))]]),
 *   buffers: new Map(),
 * };
 * const data = new Float32Array([1, 2]);
 * loadStateDict(model, new Map([["conv.weight", { dtype: "float32", shape: [1, 2, 1, 1], data }]]));
 * if (model.parameters.get("conv.weight")!.dataSync()[1] !== 2) throw new Error();
 * ```
 */
export function loadStateDict(
  model: WeightedModel,
  tensors: ReadonlyMap<string, StoredTensor>,
  options: LoadOptions = {},
): Loaded {
  const { fit = (_, tensor) => tensor } = options;
  const match = matchNames(model.specs, tensors, options);
  const found = match.found
    .map(({ spec, tensor }) => ({ spec, tensor: fit(spec, tensor) }));
  const wrongShapes = found.flatMap(({ spec, tensor }) => {
    const wanted = weightShapeInTorch(spec);
    const fits = wanted.length === tensor.shape.length &&
      wanted.every((side, axis) => side === tensor.shape[axis]);
    return fits ? [] : [
      `${spec.name} must be [${wanted.join(", ")}], current value is [${
        tensor.shape.join(", ")
      }]`,
    ];
  });
  refuseMisfits(match, wrongShapes, options);
  tf.tidy(() => {
    for (const { spec, tensor } of found) {
      const data = weightFromTorch(spec, tensor.data);
      variableOf(model, spec.name).assign(tf.tensor(data, [...spec.shape]));
    }
  });
  const { missing, extra } = match;
  return { loaded: found.map(({ spec }) => spec.name), missing, extra };
}

function refuseMisfits(
  { missing, extra }: NameMatch,
  wrongShapes: readonly string[],
  { strict = true, file }: LoadOptions,
): void {
  const faults: [string, readonly string[]][] = [
    ["missing", strict ? missing : []],
    ["extra", strict ? extra : []],
    ["of another shape", wrongShapes],
  ];
  const lists = faults.filter(([, names]) => names.length > 0);
  if (lists.length === 0) return;
  const count = lists.reduce((sum, [, names]) => sum + names.length, 0);
  throw new InputError(
    [
      `Cannot load weights: names and shapes must be those of the network, ${count} are not`,
      ...lists.map(([what, names]) =>
        `${names.length} ${what}:\n    ${names.join("\n    ")}`
      ),
    ].join("\n  "),
    {
      ...(file === undefined ? {} : { file }),
      remedy:
        "Build the network that the file was written for: the same encoder, decoder, channels and classes.",
    },
  );
}
