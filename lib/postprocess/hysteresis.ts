import { InputError, type Mask, type ProbabilityMap } from "../core/mod.ts";
import { anyBits, emptyBits, packAbove, unpackMask } from "./bits.ts";
import {
  bitRuns,
  checkConnectivity,
  type Connectivity,
  labelRuns,
  paintRuns,
} from "./runs.ts";
import { checkThreshold } from "./threshold_map.ts";

/** The two thresholds. */
export interface HysteresisOptions {
  /** Pixels above it (strictly) belong to an object ... */
  readonly low: number;
  /** ... if a pixel of that object is above this one (strictly). */
  readonly high: number;
  /** What holds an object together; scikit-image's function knows 4 only. @default {4} */
  readonly connectivity?: Connectivity;
}

/**
 * Hysteresis threshold: the objects of `map > low` that have a pixel with `map > high`. Equal to scikit-image's
 * `apply_hysteresis_threshold` of the same values in double precision (numpy rounds thresholds to a float32 map's
 * precision, this does not). A `low` above `high` is refused; scikit-image lowers it to `high`.
 *
 * Source: Canny, "A computational approach to edge detection", 1986.
 *
 * @param map Probabilities; NaN is background.
 * @returns A mask of 0 and 1.
 * @throws {InputError} Where a threshold is outside [0, 1], `low` above `high`, or the connectivity neither 4 nor 8.
 *
 * @example
 * ```ts
 * import { hysteresis } from "./hysteresis.ts";
 *
 * const map = { data: Float32Array.from([0.4, 0.8, 0.1, 0.4]), width: 4, height: 1 };
 * if (hysteresis(map, { low: 0.3, high: 0.6 }).data.join("") !== "1100") throw new Error();
 * ```
 */
export function hysteresis(
  map: ProbabilityMap,
  { low, high, connectivity = 4 }: HysteresisOptions,
): Mask {
  checkConnectivity(connectivity, "apply hysteresis");
  checkThreshold(low);
  checkThreshold(high);
  if (low > high) {
    throw new InputError(
      `Cannot apply hysteresis: low must not be greater than high (${high}), current value is ${low}`,
    );
  }
  const { width, height } = map;
  const runs = bitRuns(packAbove(map, low));
  const sure = packAbove(map, high);
  const labelled = labelRuns(runs, connectivity);
  const { row, start, end } = runs;
  const kept = new Uint8Array(labelled.components);
  for (let y = 0; y < height; y++) {
    const first = y * sure.stride;
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const component = labelled.label[r]!;
      if (
        kept[component] === 0 &&
        anyBits(sure.words, first, start[r]!, end[r]!)
      ) kept[component] = 1;
    }
  }
  const result = emptyBits(width, height);
  paintRuns(result, runs, labelled, kept, 1);
  return unpackMask(result);
}
