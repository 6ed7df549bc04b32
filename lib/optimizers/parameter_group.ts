import { tf } from "../tensor/mod.ts";

/**
 * Parameters with fewer numbers than this are packed into one vector, so that a hundred small ones cost as many kernel
 * calls as one; larger ones stay alone, because copying them together would cost more than the calls.
 */
const PACKED_BELOW = 16384;

interface Member {
  readonly name: string;
  readonly variable: tf.Variable;
}

/** Parameters that are changed by the same kernels. */
export class ParameterGroup {
  /** The parameter's name, or `packed.decayed` or `packed.plain`. */
  readonly name: string;
  /** Whether weight decay applies. */
  readonly decays: boolean;
  readonly #members: readonly Member[];

  constructor(name: string, decays: boolean, members: readonly Member[]) {
    this.name = name;
    this.decays = decays;
    this.#members = members;
  }

  /** Shape of the group's values: the parameter's own, or a vector. */
  get shape(): number[] {
    const [first] = this.#members;
    return this.#members.length === 1 ? first!.variable.shape : [
      this.#members.reduce((sum, { variable }) => sum + variable.size, 0),
    ];
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
 * Divides parameters into groups. Norms and biases (one axis) do not decay.
 *
 * @param parameters By name; their order fixes the packing.
 */
export function groupParameters(
  parameters: ReadonlyMap<string, tf.Variable>,
): ParameterGroup[] {
  const alone: ParameterGroup[] = [];
  const small = { decayed: [] as Member[], plain: [] as Member[] };
  for (const [name, variable] of parameters) {
    const decays = variable.rank > 1;
    if (variable.size >= PACKED_BELOW) {
      alone.push(new ParameterGroup(name, decays, [{ name, variable }]));
    } else {
      small[decays ? "decayed" : "plain"].push({ name, variable });
    }
  }
  const packed = (["decayed", "plain"] as const)
    .filter((kind) => small[kind].length > 0)
    .map((kind) =>
      new ParameterGroup(`packed.${kind}`, kind === "decayed", small[kind])
    );
  return [...alone, ...packed];
}
