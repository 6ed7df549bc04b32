/** A row of EfficientNet's table. */
export interface EfficientnetStage {
  /** Blocks; the first has the stride. */
  readonly repeats: number;
  /** Rows and columns of the depthwise filters. */
  readonly kernel: number;
  readonly stride: number;
  readonly expansion: number;
  readonly outputs: number;
}

/** How the table of B0 is scaled. */
export interface EfficientnetScaling {
  /** Factor of the channels. */
  readonly width: number;
  /** Factor of the blocks. */
  readonly depth: number;
  /** Leaves stem, first and last stage as deep as in B0, and the stem as wide (the lite networks). @default {false} */
  readonly fixedEnds?: boolean;
}

/** Channels of the stem and the stages after it. */
export interface EfficientnetPlan {
  readonly stem: number;
  readonly stages: readonly EfficientnetStage[];
}

const STEM = 32;
const B0: readonly EfficientnetStage[] = [
  { repeats: 1, kernel: 3, stride: 1, expansion: 1, outputs: 16 },
  { repeats: 2, kernel: 3, stride: 2, expansion: 6, outputs: 24 },
  { repeats: 2, kernel: 5, stride: 2, expansion: 6, outputs: 40 },
  { repeats: 3, kernel: 3, stride: 2, expansion: 6, outputs: 80 },
  { repeats: 3, kernel: 5, stride: 1, expansion: 6, outputs: 112 },
  { repeats: 4, kernel: 5, stride: 2, expansion: 6, outputs: 192 },
  { repeats: 1, kernel: 3, stride: 1, expansion: 6, outputs: 320 },
];

/** The stages after which a feature is taken, for strides 4, 8, 16, 32. */
export const FEATURE_STAGES: readonly number[] = [1, 2, 4, 6];

/**
 * EfficientNet's table, scaled. Tan and Le, "EfficientNet: Rethinking Model Scaling", 2019.
 *
 * @param scaling Factors.
 *
 * @example
 * ```ts
 * import { planEfficientnet } from "./efficientnet_stages.ts";
 *
 * const { stem, stages } = planEfficientnet({ width: 1.2, depth: 1.4 });
 * if (stem !== 40 || stages[4]!.repeats !== 5 || stages[6]!.outputs !== 384) throw new Error();
 * ```
 */
export function planEfficientnet(
  { width, depth, fixedEnds = false }: EfficientnetScaling,
): EfficientnetPlan {
  return {
    stem: fixedEnds ? STEM : roundChannels(STEM * width),
    stages: B0.map((stage, i) => {
      const end = i === 0 || i === B0.length - 1;
      return {
        ...stage,
        outputs: roundChannels(stage.outputs * width),
        repeats: end && fixedEnds
          ? stage.repeats
          : Math.ceil(stage.repeats * depth),
      };
    }),
  };
}

/** The nearest multiple of 8 that is not more than 10% smaller. */
export function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
