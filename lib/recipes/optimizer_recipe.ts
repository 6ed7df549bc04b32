/** Other settings for some of the parameters. Where several rules match one, each setting is the last rule's. */
export interface ParameterRule {
  /**
   * Which parameters: the beginning of their names, such as `encoder.` (an empty text is all of them), or a regular
   * expression between slashes that is found anywhere in the name, such as `/\.bias$/`.
   */
  readonly match: string;
  /** Factor of the learning rate. @default {1} */
  readonly learningRateFactor?: number;
  /** In place of the optimiser's weight decay, for norms and biases too. */
  readonly weightDecay?: number;
  /** Never changed: no gradient, no state. @default {false} */
  readonly frozen?: boolean;
}

/** What every optimiser has. */
interface OptimizerRecipeBase {
  /** Peak learning rate. */
  readonly learningRate: number;
  /** Weight decay; not applied to norms and biases (parameters of one axis) unless a group says so. */
  readonly weightDecay: number;
  /** Other settings for some of the parameters. @default {[]} */
  readonly groups?: readonly ParameterRule[];
  /** Largest norm of all gradients together; longer ones are shortened. @default No limit. */
  readonly clipNorm?: number;
  /** Largest size of a single number of a gradient. @default No limit. */
  readonly clipValue?: number;
}

/** Adam, Kingma and Ba, 2015. */
export interface AdamRecipe extends OptimizerRecipeBase {
  /** `adam`: weight decay is added to the gradient (L2). `adamw`: it is decoupled from it. */
  readonly name: "adam" | "adamw";
  /** Decay of the first moment, in [0, 1). @default {0.9} */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1). @default {0.999} */
  readonly beta2?: number;
  /** Added to the root of the second moment. @default {1e-8} */
  readonly epsilon?: number;
}

/** Gradient descent. */
export interface SgdRecipe extends OptimizerRecipeBase {
  /** Weight decay is added to the gradient. */
  readonly name: "sgd";
  /** Share of the last change in the next, in [0, 1). @default {0} */
  readonly momentum?: number;
  /** Nesterov's form; needs momentum. @default {false} */
  readonly nesterov?: boolean;
}

/** RMSprop, Hinton, lecture 6e, 2012. */
export interface RmspropRecipe extends OptimizerRecipeBase {
  /** Weight decay is added to the gradient. */
  readonly name: "rmsprop";
  /** Decay of the mean square, PyTorch's `alpha`, in [0, 1). @default {0.99} */
  readonly smoothing?: number;
  /** Added to the root of the mean square. @default {1e-8} */
  readonly epsilon?: number;
  /** Share of the last change in the next, in [0, 1). @default {0} */
  readonly momentum?: number;
  /** Divides by the gradients' standard deviation instead of their root mean square. @default {false} */
  readonly centered?: boolean;
}

/** How the weights are changed. */
export type OptimizerRecipe = AdamRecipe | SgdRecipe | RmspropRecipe;
