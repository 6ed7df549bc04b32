/** Settings of binary cross-entropy. */
export interface CrossEntropySettings {
  /** Factor of the positive pixels' loss; a list has one a class. @default 1 */
  readonly positiveWeight?: number | readonly number[];
  /** Targets are moved from {0, 1} to {smoothing, 1 - smoothing}. @default 0 */
  readonly smoothing?: number;
}

/** Settings of the cross-entropy whose positive and negative pixels weigh a fixed share each. */
export interface WeightedCrossEntropySettings {
  /** Factor of the mean over the positive pixels. @default 0.25 */
  readonly positive?: number;
  /** Factor of the mean over the negative pixels. @default 0.75 */
  readonly negative?: number;
}

/** Settings of cross-entropy between classes. */
export interface ClassCrossEntropySettings {
  /** A factor a class; the mean is divided by the factors of the true classes, as in PyTorch. */
  readonly classWeights?: readonly number[];
  /** Share of the target that is spread evenly over all classes. @default 0 */
  readonly smoothing?: number;
}

/** Settings of U-Net's map of weights, which the loader computes from the labels. */
export interface BoundarySettings {
  /** Weight added midway between objects that touch, U-Net's w0. @default 10 */
  readonly borderWeight?: number;
  /** How far it reaches, pixels, U-Net's sigma. @default 5 */
  readonly sigma?: number;
  /** Weight of every background pixel, w_c of class 0. @default 1 */
  readonly backgroundWeight?: number;
  /** Weight of every object pixel, w_c of the other classes. @default 1 */
  readonly foregroundWeight?: number;
}

/** Settings that Dice, Jaccard and Tversky share. */
export interface RegionSettings {
  /** A score an image, averaged, instead of one of the whole batch. @default false */
  readonly perImage?: boolean;
  /** A score a class, averaged, instead of one of all classes together. @default true */
  readonly perClass?: boolean;
  /**
   * Added above and below the fraction, in units of true positives: 0.5 is (2 sum(p y) + 1) / (sum(p) + sum(y) + 1).
   * @default 0.5
   */
  readonly smooth?: number;
  /** Added below, where that differs; the score is then capped at 1. @default `smooth` */
  readonly smoothBelow?: number;
  /** The denominator is never smaller, nor the score under the logarithm. @default 1e-7 */
  readonly eps?: number;
  /** The loss is -log(score), not 1 - score. @default false */
  readonly log?: boolean;
  /** Sums of p^2 and y^2 in the denominator (V-Net). @default false */
  readonly squares?: boolean;
  /**
   * What p and y have in common: `product` p y, or `minimum` min(p, y), SMP's. They differ for soft targets only, where
   * `minimum` alone is smallest at p = y. @default "product"
   */
  readonly overlap?: "product" | "minimum";
  /** A score for the background too, that of 1 - p against 1 - y; not for multi-class. @default false */
  readonly background?: boolean;
  /**
   * A class (of an image) without a true pixel: `count` as any other, `zero` loses 0, as in SMP, `skip` has no part in
   * the mean. @default "count"
   */
  readonly empty?: "count" | "zero" | "skip";
  /** Only these classes. @default all */
  readonly classes?: readonly number[];
  /** A factor a class in the mean over the classes. */
  readonly classWeights?: readonly number[];
}

/** Settings of the Tversky loss. */
export interface TverskySettings extends RegionSettings {
  /** Weight of false positives. @default 0.5 */
  readonly alpha?: number;
  /** Weight of false negatives. @default 0.5 */
  readonly beta?: number;
  /** The mean is raised to this power (focal Tversky: 0.75). @default 1 */
  readonly gamma?: number;
}

/** Settings of the focal loss. */
export interface FocalSettings {
  /** Weight of positive pixels; negative ones have 1 - alpha. @default neither weighs */
  readonly alpha?: number;
  /** Power of the probability that was missed. @default 2 */
  readonly gamma?: number;
  /** Multi-class: each class against the rest through a sigmoid (SMP), or the true class's softmax. @default "one_vs_rest" */
  readonly form?: "one_vs_rest" | "softmax";
  /** A factor a class. */
  readonly classWeights?: readonly number[];
}

/** Settings of the Lovasz hinge. */
export interface LovaszSettings {
  /** A loss an image, averaged, instead of one of the whole batch. @default false */
  readonly perImage?: boolean;
  /** Multi-label: a loss a class, averaged; otherwise the classes are one set of pixels, as in SMP. @default false */
  readonly perClass?: boolean;
}

/** Settings of the Lovasz softmax. */
export interface LovaszSoftmaxSettings {
  /** A loss an image, averaged, instead of one of the whole batch. @default false */
  readonly perImage?: boolean;
  /** Classes that count: those with a true pixel, all, or these. @default "present" */
  readonly classes?: "present" | "all" | readonly number[];
}

/** Settings of SegCaps' margin loss. */
export interface MarginSettings {
  /** Half the gap: positives are pulled above 0.5 + margin, negatives below 0.5 - margin. @default 0.4 */
  readonly margin?: number;
  /** Factor of the negative pixels. @default 0.5 */
  readonly negative?: number;
}

/** Every loss by its name in a recipe, with its settings. */
export interface LossSettings {
  /** Binary cross-entropy, mean over pixels. */
  readonly bce: CrossEntropySettings;
  /** Positive and negative pixels with a fixed share each: SIIM-ACR's eighth place. */
  readonly weighted_bce: WeightedCrossEntropySettings;
  /** Cross-entropy between classes. */
  readonly cross_entropy: ClassCrossEntropySettings;
  /** Cross-entropy weighted by U-Net's map. */
  readonly boundary_cross_entropy: BoundarySettings;
  /** Soft Dice. */
  readonly dice: RegionSettings;
  /** Soft intersection over union. */
  readonly jaccard: RegionSettings;
  /** Dice with unequal weights of false positives and false negatives. */
  readonly tversky: TverskySettings;
  /** Focal loss. */
  readonly focal: FocalSettings;
  /** Lovasz extension of the Jaccard loss of hinge errors. */
  readonly lovasz_hinge: LovaszSettings;
  /** Mean of the Lovasz hinge of the object and of the background. */
  readonly symmetric_lovasz: LovaszSettings;
  /** Lovasz extension of the Jaccard loss of softmax errors. */
  readonly lovasz_softmax: LovaszSoftmaxSettings;
  /** Squared distance to a margin about 0.5. */
  readonly margin: MarginSettings;
}

/** What a recipe may name. */
export type LossName = keyof LossSettings;

/** One term of the loss, on logits: its name, its factor, and the settings of that loss. */
export type LossTerm<N extends LossName = LossName> = {
  [K in N]: {
    readonly name: K;
    /** Factor of this term. */
    readonly weight: number;
  } & LossSettings[K];
}[N];
