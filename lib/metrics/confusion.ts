import { InputError, type Mask } from "../core/mod.ts";

/** How the pixels of a prediction and of the truth fall together. */
export interface Confusion {
  /** Foreground in both. */
  readonly truePositive: number;
  /** Foreground in the prediction only. */
  readonly falsePositive: number;
  /** Foreground in the truth only. */
  readonly falseNegative: number;
  /** Background in both. */
  readonly trueNegative: number;
}

/**
 * Counts how two masks of one size agree.
 *
 * @param prediction The mask that was made; any value but 0 is foreground.
 * @param truth The label; any value but 0 is foreground.
 * @returns Pixel counts; they add up to `width * height`.
 * @throws {InputError} Where the masks differ in size.
 *
 * @example
 * ```ts
 * import { confusion } from "./confusion.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const counts = confusion(row(1, 1, 0, 0), row(1, 0, 1, 0));
 * if (counts.truePositive !== 1 || counts.falsePositive !== 1) throw new Error();
 * ```
 */
export function confusion(prediction: Mask, truth: Mask): Confusion {
  if (prediction.width !== truth.width || prediction.height !== truth.height) {
    throw new InputError(
      `Cannot compare masks: the prediction's size must be ${truth.width}x${truth.height}, ` +
        `current value is ${prediction.width}x${prediction.height}`,
      { remedy: "Bring the prediction to the original image's size first." },
    );
  }
  const [a, b] = [prediction.data, truth.data];
  let predicted = 0, labelled = 0, both = 0;
  for (let i = 0; i < b.length; i++) {
    const p = a[i] ? 1 : 0, t = b[i] ? 1 : 0;
    predicted += p;
    labelled += t;
    both += p & t;
  }
  return confusionFromAreas(both, predicted, labelled, b.length);
}

/**
 * The same counts from areas, where they are known without looking at the pixels.
 *
 * @param both Pixels that are foreground in prediction and truth.
 * @param predicted Foreground pixels of the prediction.
 * @param labelled Foreground pixels of the truth.
 * @param pixels All pixels.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 *
 * if (confusionFromAreas(1, 2, 3, 10).trueNegative !== 6) throw new Error();
 * ```
 */
export function confusionFromAreas(
  both: number,
  predicted: number,
  labelled: number,
  pixels: number,
): Confusion {
  return {
    truePositive: both,
    falsePositive: predicted - both,
    falseNegative: labelled - both,
    trueNegative: pixels - predicted - labelled + both,
  };
}

/**
 * Adds confusion counts of several images up, for scores over all their pixels.
 *
 * @param counts One an image.
 * @returns The sums; all zero for no image.
 *
 * @example
 * ```ts
 * import { confusionFromAreas, poolConfusions } from "./confusion.ts";
 *
 * const one = confusionFromAreas(1, 2, 3, 10);
 * if (poolConfusions([one, one]).falseNegative !== 4) throw new Error();
 * ```
 */
export function poolConfusions(counts: Iterable<Confusion>): Confusion {
  let truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0;
  for (const count of counts) {
    truePositive += count.truePositive;
    falsePositive += count.falsePositive;
    falseNegative += count.falseNegative;
    trueNegative += count.trueNegative;
  }
  return { truePositive, falsePositive, falseNegative, trueNegative };
}
