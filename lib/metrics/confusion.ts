import type { Mask } from "../core/mod.ts";
import { checkSameSize } from "./same_size.ts";

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

/** Which pixels are counted. */
export interface ConfusionOptions {
  /** Pixels that are left out: any value but 0. @default {none} */
  readonly ignore?: Mask;
}

/**
 * Counts how two masks of one size agree.
 *
 * @param prediction The mask that was made; any value but 0 is foreground.
 * @param truth The label; any value but 0 is foreground.
 * @returns Pixel counts; they add up to the pixels that are not ignored.
 * @throws {InputError} Where the masks differ in size.
 *
 * @example
 * ```ts
 * import { confusion } from "./confusion.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const counts = confusion(row(1, 1, 0, 0), row(1, 0, 1, 0));
 * if (counts.truePositive !== 1 || counts.falsePositive !== 1) throw new Error();
 * const ignore = row(0, 1, 0, 0);
 * if (confusion(row(1, 1, 0, 0), row(1, 0, 1, 0), { ignore }).falsePositive !== 0) throw new Error();
 * ```
 */
export function confusion(
  prediction: Mask,
  truth: Mask,
  { ignore }: ConfusionOptions = {},
): Confusion {
  checkSameSize("prediction", prediction, truth);
  if (ignore) checkSameSize("ignore mask", ignore, truth);
  const [a, b, left] = [prediction.data, truth.data, ignore?.data];
  let predicted = 0, labelled = 0, both = 0, pixels = b.length;
  for (let i = 0; i < b.length; i++) {
    if (left && left[i]) {
      pixels--;
      continue;
    }
    const p = a[i] ? 1 : 0, t = b[i] ? 1 : 0;
    predicted += p;
    labelled += t;
    both += p & t;
  }
  return confusionFromAreas(both, predicted, labelled, pixels);
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
