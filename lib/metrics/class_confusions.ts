import { InputError, type Mask } from "../core/mod.ts";
import {
  type Confusion,
  confusion,
  confusionFromAreas,
  type ConfusionOptions,
} from "./confusion.ts";
import type { LabelMap } from "./label_map.ts";
import { checkSameSize } from "./same_size.ts";

/** Which pixels of class maps are counted. */
export interface ClassConfusionOptions extends ConfusionOptions {
  /** Pixels of this label in the truth are left out (a void class, often 255). @default {none} */
  readonly ignoreLabel?: number;
}

/** How the classes of a prediction and of the truth fall together. */
export interface ConfusionMatrix {
  /** Number of classes. */
  readonly classes: number;
  /** `classes * classes` pixel counts; row is the truth's class, column the prediction's. */
  readonly counts: Float64Array;
}

/**
 * Counts how two class maps of one size agree.
 *
 * @param prediction The class of each pixel as it was predicted, below `classes` wherever it is counted.
 * @param truth The label, likewise.
 * @param classes Number of classes, background included.
 * @throws {InputError} Where the sizes differ, or a pixel that counts has a class of `classes` or more.
 *
 * @example
 * ```ts
 * import { confusionMatrix } from "./class_confusions.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const { counts } = confusionMatrix(row(0, 1, 1, 1), row(0, 0, 1, 255), 2, { ignoreLabel: 255 });
 * if (counts.join() !== "1,1,0,1") throw new Error();
 * ```
 */
export function confusionMatrix(
  prediction: LabelMap,
  truth: LabelMap,
  classes: number,
  { ignore, ignoreLabel }: ClassConfusionOptions = {},
): ConfusionMatrix {
  checkSameSize("prediction", prediction, truth);
  if (ignore) checkSameSize("ignore mask", ignore, truth);
  const [a, b, left] = [prediction.data, truth.data, ignore?.data];
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < b.length; i++) {
    const p = a[i]!, t = b[i]!;
    if (t === ignoreLabel || left?.[i]) continue;
    if (p >= classes || t >= classes) {
      const [name, label] = p >= classes ? ["prediction", p] : ["truth", t];
      throw new InputError(
        `Cannot count classes: the ${name} must be below ${classes}, current value is ${label} at row ${
          Math.floor(i / truth.width)
        }, column ${i % truth.width}`,
      );
    }
    counts[t * classes + p]!++;
  }
  return { classes, counts };
}

/**
 * Each class against all others.
 *
 * @returns One a class; every count of pixels adds up to the matrix's sum.
 *
 * @example
 * ```ts
 * import { classConfusions, confusionMatrix } from "./class_confusions.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const [, second] = classConfusions(confusionMatrix(row(0, 1, 2, 1), row(0, 0, 2, 1), 3));
 * if (second?.truePositive !== 1 || second.falsePositive !== 1) throw new Error();
 * ```
 */
export function classConfusions(
  { classes, counts }: ConfusionMatrix,
): Confusion[] {
  const predicted = new Float64Array(classes);
  const labelled = new Float64Array(classes);
  let pixels = 0;
  for (let t = 0; t < classes; t++) {
    for (let p = 0; p < classes; p++) {
      const count = counts[t * classes + p]!;
      labelled[t]! += count;
      predicted[p]! += count;
      pixels += count;
    }
  }
  return Array.from(
    predicted,
    (area, c) =>
      confusionFromAreas(counts[c * classes + c]!, area, labelled[c]!, pixels),
  );
}

/**
 * Counts of an image of which several labels can hold at one pixel, a mask a label.
 *
 * @param predictions One a label.
 * @param truths One a label, in the same order.
 * @param options `ignore` holds for every label.
 * @throws {InputError} Where the numbers of masks or the sizes differ.
 *
 * @example
 * ```ts
 * import { labelConfusions } from "./class_confusions.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const counts = labelConfusions([row(1, 0), row(1, 1)], [row(1, 0), row(0, 1)]);
 * if (counts.map((one) => one.falsePositive).join() !== "0,1") throw new Error();
 * ```
 */
export function labelConfusions(
  predictions: readonly Mask[],
  truths: readonly Mask[],
  options: ConfusionOptions = {},
): Confusion[] {
  if (predictions.length !== truths.length) {
    throw new InputError(
      `Cannot compare labels: there must be ${truths.length} predicted masks, current value is ${predictions.length}`,
    );
  }
  return truths.map((truth, i) => confusion(predictions[i]!, truth, options));
}
