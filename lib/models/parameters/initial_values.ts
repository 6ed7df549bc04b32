import type { RandomSource } from "../../core/mod.ts";

/** How many numbers meet in a filter, as PyTorch counts them. */
export interface Fan {
  /** Summed into one output: rows x columns x inputs / groups. */
  readonly inputs: number;
  /** Reached from one input, but for the groups: rows x columns x outputs. */
  readonly outputs: number;
  readonly groups: number;
}

/** Where the numbers of a parameter start. */
export type Distribution =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly deviation: number }
  /** Uniform in [-bound, bound). */
  | { readonly kind: "uniform"; readonly bound: number };

/** Where the filters of a network start, and the biases beside them. */
export interface Initials {
  filter(fan: Fan): Distribution;
  bias(fan: Fan): Distribution;
}

/** The same number everywhere. */
export const constant = (value: number): Distribution => ({
  kind: "constant",
  value,
});
const normal = (deviation: number): Distribution => ({
  kind: "normal",
  deviation,
});
const uniform = (bound: number): Distribution => ({ kind: "uniform", bound });
const zeros = () => constant(0);

/** PyTorch's own start of convolutions: uniform, biases too. */
export const TORCH_DEFAULT: Initials = {
  filter: ({ inputs }) => uniform(1 / Math.sqrt(inputs)),
  bias: ({ inputs }) => uniform(1 / Math.sqrt(inputs)),
};

/** He et al., "Delving Deep into Rectifiers", 2015: keeps the variance on the way forward through ReLUs. */
export const HE_NORMAL: Initials = {
  filter: ({ inputs }) => normal(Math.sqrt(2 / inputs)),
  bias: zeros,
};

/** The same on the way back; torchvision's ResNet. */
export const HE_NORMAL_BACKWARD: Initials = {
  filter: ({ outputs }) => normal(Math.sqrt(2 / outputs)),
  bias: zeros,
};

/** The same with the outputs of a group; timm's EfficientNets. */
export const HE_NORMAL_GROUPED: Initials = {
  filter: ({ outputs, groups }) => normal(Math.sqrt((2 * groups) / outputs)),
  bias: zeros,
};

/** He's, drawn uniformly; decoders of segmentation_models.pytorch. */
export const HE_UNIFORM: Initials = {
  filter: ({ inputs }) => uniform(Math.sqrt(6 / inputs)),
  bias: zeros,
};

/** Normal with variance 1 / inputs, for filters that no ReLU follows. */
export const LECUN_NORMAL: Initials = {
  filter: ({ inputs }) => normal(Math.sqrt(1 / inputs)),
  bias: zeros,
};

/** Glorot and Bengio, 2010; heads of segmentation_models.pytorch. */
export const XAVIER_UNIFORM: Initials = {
  filter: ({ inputs, outputs }) => uniform(Math.sqrt(6 / (inputs + outputs))),
  bias: zeros,
};

/**
 * Draws numbers.
 *
 * @param size How many.
 * @param distribution Constant, normal about 0, or uniform about 0.
 * @param random Where they come from.
 */
export function drawValues(
  size: number,
  distribution: Distribution,
  random: RandomSource,
): Float32Array {
  const values = new Float32Array(size);
  switch (distribution.kind) {
    case "constant":
      return values.fill(distribution.value);
    case "normal":
      for (let i = 0; i < size; i++) {
        values[i] = distribution.deviation * random.normal();
      }
      return values;
    case "uniform":
      for (let i = 0; i < size; i++) {
        values[i] = distribution.bound * (2 * random.next() - 1);
      }
      return values;
  }
}
