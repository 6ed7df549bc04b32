import type { NormName } from "../../recipes/model_recipe.ts";
import type { BatchNormState, NormAffine } from "../../tensor/mod.ts";
import { constant, type Fan, type Initials } from "./initial_values.ts";
import type { Parameter, ParameterLayout, ParameterRole } from "./parameter.ts";
import type { ParameterStore } from "./parameter_store.ts";

/** Which normalisation, and its constants. */
export interface NormSettings {
  /** @default {"batch"} */
  readonly kind?: NormName;
  /** Added to the variance under the root. */
  readonly epsilon: number;
  /** Share of a new batch in the running statistics (PyTorch's `momentum`); for `batch` alone. */
  readonly momentum: number;
}

/** A filter and, where it has one, its bias. */
export interface FilterParameters {
  readonly weight: Parameter;
  readonly bias?: Parameter;
}

/** What all filters need. */
interface FilterOptions {
  readonly kernel: number;
  readonly initials: Initials;
  /** @default {false} */
  readonly bias?: boolean;
}

/** A dense filter. */
export interface ConvParameterOptions extends FilterOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** @default {1} */
  readonly groups?: number;
}

/** A filter a channel. */
export interface DepthwiseParameterOptions extends FilterOptions {
  readonly channels: number;
}

/** A place in the tree of PyTorch's names, where layers declare their parameters. */
export class Scope {
  readonly #store: ParameterStore;
  readonly #path: readonly string[];
  readonly #role: ParameterRole;

  /**
   * @param store Where the parameters are kept.
   * @param path Names from the root down.
   * @param role Of what is declared here.
   */
  constructor(
    store: ParameterStore,
    path: readonly string[] = [],
    role: ParameterRole = "trained",
  ) {
    this.#store = store;
    this.#path = path;
    this.#role = role;
  }

  /** The place below this one; `name` may go down several steps (`layer1.0`), or none (``). */
  at(name: string | number): Scope {
    const path = name === "" ? this.#path : [...this.#path, `${name}`];
    return new Scope(this.#store, path, this.#role);
  }

  /** The same place, for what the original holds but no output depends on. */
  idle(): Scope {
    return new Scope(this.#store, this.#path, "idle");
  }

  /** The same place, for what is loaded and then stays as it is. */
  frozen(): Scope {
    const role = this.#role === "idle" ? "idle" : "frozen";
    return new Scope(this.#store, this.#path, role);
  }

  /** A filter [rows, columns, inputs / groups, outputs]. */
  conv(name: string, options: ConvParameterOptions): FilterParameters {
    const { inputs, outputs, kernel, groups = 1 } = options;
    const area = kernel * kernel;
    return this.at(name).#filter({
      ...options,
      layout: "filter",
      shape: [kernel, kernel, inputs / groups, outputs],
      outputs,
      fan: {
        inputs: (area * inputs) / groups,
        outputs: area * outputs,
        groups,
      },
    });
  }

  /** A filter [rows, columns, channels, 1]. */
  depthwise(
    name: string,
    options: DepthwiseParameterOptions,
  ): FilterParameters {
    const { channels, kernel } = options;
    const area = kernel * kernel;
    return this.at(name).#filter({
      ...options,
      layout: "depthwise",
      shape: [kernel, kernel, channels, 1],
      outputs: channels,
      fan: { inputs: area, outputs: area * channels, groups: channels },
    });
  }

  /** A filter [rows, columns, outputs, inputs] whose every input makes a patch; PyTorch counts its fans the other way. */
  transposed(
    name: string,
    options: Omit<ConvParameterOptions, "groups">,
  ): FilterParameters {
    const { inputs, outputs, kernel } = options;
    const area = kernel * kernel;
    return this.at(name).#filter({
      ...options,
      layout: "transposed",
      shape: [kernel, kernel, outputs, inputs],
      outputs,
      fan: { inputs: area * outputs, outputs: area * inputs, groups: 1 },
    });
  }

  /** A matrix [inputs, outputs] with a bias. */
  linear(
    name: string,
    { inputs, outputs, initials }: {
      readonly inputs: number;
      readonly outputs: number;
      readonly initials: Initials;
    },
  ): Required<FilterParameters> {
    const { weight, bias } = this.at(name).#filter({
      initials,
      bias: true,
      kernel: 1,
      layout: "linear",
      shape: [inputs, outputs],
      outputs,
      fan: { inputs, outputs, groups: 1 },
    });
    return { weight, bias: bias! };
  }

  /** Factor and summand a channel that start as the identity: what follows a normalisation. */
  affine(name: string, channels: number): NormAffine {
    const at = this.at(name);
    const weight = at.#vector("weight", channels, 1, this.#role);
    const bias = at.#vector("bias", channels, 0, this.#role);
    return {
      get weight() {
        return weight.variable;
      },
      get bias() {
        return bias.variable;
      },
    };
  }

  /** A batch normalisation that starts as the identity. */
  batchNorm(
    name: string,
    channels: number,
    settings: NormSettings,
  ): BatchNormState {
    const at = this.at(name);
    const affine = this.affine(name, channels);
    const mean = at.#vector("running_mean", channels, 0, "running");
    const variance = at.#vector("running_var", channels, 1, "running");
    return {
      ...settings,
      get weight() {
        return affine.weight;
      },
      get bias() {
        return affine.bias;
      },
      get runningMean() {
        return mean.variable;
      },
      get runningVariance() {
        return variance.variable;
      },
    };
  }

  #vector(
    name: string,
    channels: number,
    value: number,
    role: ParameterRole,
  ): Parameter {
    return this.#store.declare({
      name: this.#name(name),
      shape: [channels],
      layout: "vector",
      role,
      initial: constant(value),
    });
  }

  #filter(
    { layout, shape, outputs, fan, bias, initials }: FilterOptions & {
      readonly layout: Exclude<ParameterLayout, "vector">;
      readonly shape: readonly number[];
      readonly outputs: number;
      readonly fan: Fan;
    },
  ): FilterParameters {
    const weight = this.#store.declare({
      name: this.#name("weight"),
      shape,
      layout,
      role: this.#role,
      initial: initials.filter(fan),
    });
    if (!bias) return { weight };
    return {
      weight,
      bias: this.#store.declare({
        name: this.#name("bias"),
        shape: [outputs],
        layout: "vector",
        role: this.#role,
        initial: initials.bias(fan),
      }),
    };
  }

  #name(last: string): string {
    return [...this.#path, last].join(".");
  }
}
