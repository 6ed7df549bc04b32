import { tf } from "../tensor/mod.ts";
import type { ParameterSettings } from "./parameter_rules.ts";

/**
 * Parameters with fewer numbers than this are packed into one vector, so that a hundred small ones cost as many kernel
 * calls as one; larger ones stay alone, because copying them together would cost more than the calls.
 */
const PACKED_BELOW = 16384;

/** A parameter and its name. */
interface Member {
  readonly name: string;
  readonly variable: tf.Variable;
}

/** Parameters that are changed by the same kernels. */
export class ParameterGroup {
  /** The parameter's name, or `packed.` and a number. */
  readonly name: string;
  /** How its parameters are changed; the same object for all groups with the same settings. */
  readonly settings: ParameterSettings;
  readonly #members: readonly Member[];

  constructor(
    name: string,
    settings: ParameterSettings,
    members: readonly Member[],
  ) {
    this.name = name;
    this.settings = settings;
    this.#members = members;
  }

  /** Shape of the group's values: the parameter's own, or a vector. */
  get shape(): number[] {
    const [first] = this.#members;
    return this.#members.length === 1 ? first!.variable.shape : [
      this.#members.reduce((sum, { variable }) => sum + variable.size, 0),
    ];
  }

  /** The parameter, where it is alone. */
  get single(): tf.Variable | undefined {
    return this.#members.length === 1 ? this.#members[0]!.variable : undefined;
  }

  /** The parameters' present values as one tensor of the group's shape. */
  values(): tf.Tensor {
    return this.#pack(this.#members.map(({ variable }) => variable));
  }

  /** The gradients as one tensor of the group's shape. */
  gradients(all: ReadonlyMap<string, tf.Tensor>): tf.Tensor {
    return this.#pack(this.#members.map(({ name }) => {
      const gradient = all.get(name);
      if (!gradient) {
        throw new Error(
          `Cannot make an optimiser step: the gradients must hold one for ${name}, current names are ${
            [...all.keys()].join(", ")
          }`,
        );
      }
      return gradient;
    }));
  }

  /** Gives the parameters new values, from a tensor of the group's shape. */
  assign(packed: tf.Tensor): void {
    if (this.#members.length === 1) {
      this.#members[0]!.variable.assign(packed);
      return;
    }
    const parts = tf.split(
      packed,
      this.#members.map(({ variable }) => variable.size),
    );
    this.#members.forEach(({ variable }, i) =>
      variable.assign(tf.reshape(parts[i]!, variable.shape))
    );
  }

  #pack(tensors: readonly tf.Tensor[]): tf.Tensor {
    return tensors.length === 1
      ? tensors[0]!
      : tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));
  }
}

/**
 * Divides the parameters that learn into groups of equal settings: a group for each large parameter, one for all small
 * ones.
 *
 * @param parameters By name; their order fixes the packing.
 * @param settings By name; the frozen are left out.
 */
export function groupParameters(
  parameters: ReadonlyMap<string, tf.Variable>,
  settings: ReadonlyMap<string, ParameterSettings>,
): ParameterGroup[] {
  const shared = new Map<string, ParameterSettings>();
  const small = new Map<ParameterSettings, Member[]>();
  const alone: ParameterGroup[] = [];
  for (const [name, variable] of parameters) {
    const own = settings.get(name)!;
    if (own.frozen) continue;
    const key = `${own.learningRateFactor} ${own.weightDecay}`;
    const equal = shared.get(key) ?? own;
    shared.set(key, equal);
    if (variable.size >= PACKED_BELOW) {
      alone.push(new ParameterGroup(name, equal, [{ name, variable }]));
    } else {
      small.set(equal, [...small.get(equal) ?? [], { name, variable }]);
    }
  }
  const packed = [...small].map(([equal, members], i) =>
    new ParameterGroup(`packed.${i}`, equal, members)
  );
  return [...alone, ...packed];
}
