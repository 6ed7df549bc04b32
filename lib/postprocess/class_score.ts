import { checkPixels, InputError, type ProbabilityMap } from "../core/mod.ts";

/**
 * The largest probability of each map, averaged over the maps: the class score of SIIM-ACR's eighth place, from the
 * networks that were trained on all images.
 *
 * @param maps One a network, at least one; NaN pixels are passed over.
 * @returns In [0, 1].
 * @throws {InputError} Where there is no map.
 *
 * @example
 * ```ts
 * import { classScore } from "./class_score.ts";
 *
 * const map = (...p: number[]) => ({ data: Float32Array.from(p), width: p.length, height: 1 });
 * if (classScore([map(0.25, 0.5), map(1, 0)]) !== 0.75) throw new Error();
 * ```
 */
export function classScore(maps: readonly ProbabilityMap[]): number {
  if (maps.length === 0) {
    throw new InputError(
      "Cannot compute a class score: there must be at least one map, current value is 0",
    );
  }
  let sum = 0;
  for (const map of maps) {
    checkPixels("map", map);
    const { data } = map;
    let highest = 0;
    for (let i = 0; i < data.length; i++) {
      if (data[i]! > highest) highest = data[i]!;
    }
    sum += highest;
  }
  return sum / maps.length;
}

/** Refuses scores that are no probability, or were not given. */
export function checkScore(
  score: number | undefined,
  what: string,
): asserts score is number {
  if (score !== undefined && score >= 0 && score <= 1) return;
  throw new InputError(
    `Cannot ${what}: the score must be in [0, 1], current value is ${score}`,
    { remedy: "Give the image's score beside its map." },
  );
}

/**
 * The map times the image's class score: segmentation networks that saw only images with an object are held back
 * where a classifier sees none. Source: eighth place of SIIM-ACR 2019.
 *
 * @param map Probabilities; it is not changed.
 * @param score Probability that the image has an object, in [0, 1].
 * @returns A new map; products are rounded to single precision.
 * @throws {InputError} Where the score is outside [0, 1].
 *
 * @example
 * ```ts
 * import { multiplyClassScore } from "./class_score.ts";
 *
 * const map = { data: Float32Array.from([0.5, 1]), width: 2, height: 1 };
 * if (multiplyClassScore(map, 0.5).data.join() !== "0.25,0.5") throw new Error();
 * ```
 */
export function multiplyClassScore(
  map: ProbabilityMap,
  score: number,
): ProbabilityMap {
  checkScore(score, "multiply by a class score");
  checkPixels("map", map);
  return { ...map, data: map.data.map((p) => p * score) };
}

/**
 * The empty-branch rule: a map of zeros where the branch's probability that there IS a mask is below the threshold
 * (strictly), else the map itself. Source: fourth place of SIIM-ACR 2019, 0.4, followed by the triplet
 * (0.8, 800, 0.4). Its slides call the output "pred_empty" and turn the sign; its code trains and reads it so.
 *
 * @param map Probabilities; it is not changed.
 * @param score P(mask present), in [0, 1].
 * @param threshold In [0, 1].
 * @throws {InputError} Where a number is outside [0, 1].
 *
 * @example
 * ```ts
 * import { emptyBelowScore } from "./class_score.ts";
 *
 * const map = { data: Float32Array.from([0.5, 1]), width: 2, height: 1 };
 * if (emptyBelowScore(map, 0.39, 0.4).data.join() !== "0,0") throw new Error();
 * if (emptyBelowScore(map, 0.4, 0.4) !== map) throw new Error();
 * ```
 */
export function emptyBelowScore(
  map: ProbabilityMap,
  score: number,
  threshold: number,
): ProbabilityMap {
  checkScore(score, "apply the empty-branch rule");
  checkScore(threshold, "apply the empty-branch rule, threshold");
  checkPixels("map", map);
  if (score >= threshold) return map;
  return { ...map, data: new Float32Array(map.data.length) };
}
