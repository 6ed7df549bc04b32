import { InputError, type Mask } from "../core/mod.ts";
import { checkSameSize } from "../metrics/same_size.ts";
import type { StoredMap } from "./stored_map.ts";
import { type ThresholdCounts, thresholdCounts } from "./threshold_counts.ts";

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Probabilities above this (the first bin: and this itself). */
  readonly from: number;
  /** Up to and including this. */
  readonly to: number;
  /** Pixels. */
  readonly pixels: number;
  /** Mean of their probabilities; NaN where there is none. */
  readonly confidence: number;
  /** Share of them that is foreground in the truth; NaN where there is none. */
  readonly frequency: number;
}

/** How far probabilities are what they say. */
export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  /** Mean over pixels of how far confidence and frequency of the pixel's bin lie apart; 0 is right. */
  readonly expectedError: number;
  /** The same of the worst bin. */
  readonly maximumError: number;
  /** Mean square of probability less truth (Brier score). */
  readonly squaredError: number;
}

/**
 * Adds up the reliability diagram of maps, one after the other. The bins are of one width, closed above, as
 * `sklearn.calibration.calibration_curve` has them.
 *
 * Source: Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015.
 *
 * @example
 * ```ts
 * import { ReliabilityBuilder } from "./reliability.ts";
 *
 * const builder = new ReliabilityBuilder(2);
 * builder.add(
 *   { data: Float32Array.of(.25, .25, .75, .75), width: 4, height: 1 },
 *   { data: Uint8Array.of(0, 1, 1, 1), width: 4, height: 1 },
 * );
 * const { bins, expectedError } = builder.diagram();
 * if (bins[0]?.frequency !== .5 || expectedError !== .25) throw new Error();
 * ```
 */
export class ReliabilityBuilder {
  readonly #edges: Float64Array;
  readonly #pixels: Float64Array;
  readonly #hits: Float64Array;
  readonly #sum: Float64Array;
  #squares = 0;

  /**
   * @param bins How many. @default {10}
   * @throws {InputError} Where there is not one or more.
   */
  constructor(bins = 10) {
    if (!Number.isSafeInteger(bins) || bins < 1) {
      throw new InputError(
        `Cannot draw a reliability diagram: bins must be a positive integer, current value is ${bins}`,
      );
    }
    this.#edges = Float64Array.from({ length: bins + 1 }, (_, i) => i / bins);
    this.#pixels = new Float64Array(bins);
    this.#hits = new Float64Array(bins);
    this.#sum = new Float64Array(bins);
  }

  /**
   * Adds one image.
   *
   * @param map Probabilities in [0, 1], at the truth's size.
   * @param truth The label.
   * @throws {InputError} Where the sizes differ, or a value is not in [0, 1]: then nothing is added.
   */
  add(map: StoredMap, truth: Mask): void {
    checkSameSize("map", map, truth);
    const { data } = map;
    if (!(data instanceof Float32Array)) {
      this.addCounts(thresholdCounts(map, truth));
      return;
    }
    const edges = this.#edges;
    // Background and foreground of each bin, one after the other.
    const counts = new Int32Array(2 * edges.length);
    const sums = new Float64Array(2 * edges.length);
    let squares = 0;
    for (let i = 0; i < data.length; i++) {
      const p = data[i]!;
      if (!(p >= 0 && p <= 1)) throw noProbability(p, i);
      const hit = truth.data[i] === 0 ? 0 : 1;
      const at = 2 * binOf(p, edges) + hit;
      counts[at]!++;
      sums[at]! += p;
      squares += (p - hit) * (p - hit);
    }
    this.#pixels.forEach((_, bin) => {
      const misses = counts[2 * bin]!, hits = counts[2 * bin + 1]!;
      this.#pixels[bin]! += misses + hits;
      this.#hits[bin]! += hits;
      this.#sum[bin]! += sums[2 * bin]! + sums[2 * bin + 1]!;
    });
    this.#squares += squares;
  }

  /**
   * Adds one image whose pixels are counted already: 65,536 numbers of a 16-bit map instead of all its pixels.
   *
   * @param counts From `thresholdCounts`: of all values that occur.
   */
  addCounts(
    { thresholds, predicted, both, labelled, pixels }: ThresholdCounts,
  ): void {
    let above = pixels, hitsAbove = labelled;
    for (let k = 0; k < thresholds.length; k++) {
      const all = above - predicted[k]!, hits = hitsAbove - both[k]!;
      above = predicted[k]!;
      hitsAbove = both[k]!;
      if (all === 0) continue;
      const p = thresholds[k]!;
      const bin = binOf(p, this.#edges);
      this.#pixels[bin]! += all;
      this.#hits[bin]! += hits;
      this.#sum[bin]! += all * p;
      this.#squares += hits * (1 - p) ** 2 + (all - hits) * p ** 2;
    }
  }

  /** What was added so far as numbers, which another thread's builder can add to its own. */
  sums(): Float64Array<ArrayBuffer> {
    return Float64Array.of(
      ...this.#pixels,
      ...this.#hits,
      ...this.#sum,
      this.#squares,
    );
  }

  /**
   * Adds what another builder of as many bins gave.
   *
   * @param sums From `sums`.
   * @throws {InputError} Where it had more or fewer bins.
   */
  addSums(sums: Float64Array): void {
    const bins = this.#pixels.length;
    if (sums.length !== 3 * bins + 1) {
      throw new InputError(
        `Cannot add to a reliability diagram: there must be ${
          3 * bins + 1
        } sums, current value is ${sums.length}`,
      );
    }
    [this.#pixels, this.#hits, this.#sum].forEach((own, part) =>
      own.forEach((_, b) => own[b]! += sums[part * bins + b]!)
    );
    this.#squares += sums[3 * bins]!;
  }

  /** The diagram of all images added so far. */
  diagram(): Reliability {
    const bins = Array.from(this.#pixels, (pixels, b) => ({
      from: this.#edges[b]!,
      to: this.#edges[b + 1]!,
      pixels,
      confidence: this.#sum[b]! / pixels,
      frequency: this.#hits[b]! / pixels,
    }));
    const filled = bins.filter(({ pixels }) => pixels > 0);
    const all = filled.reduce((sum, { pixels }) => sum + pixels, 0);
    const errors = filled.map((bin) =>
      Math.abs(bin.confidence - bin.frequency)
    );
    return {
      bins,
      expectedError:
        errors.reduce((sum, error, b) => sum + error * filled[b]!.pixels, 0) /
        all,
      maximumError: Math.max(...errors, 0),
      squaredError: this.#squares / all,
    };
  }
}

/** The bin of a number in single precision, whose product with their number cannot be rounded beyond an edge. */
function binOf(p: number, edges: Float64Array): number {
  const bin = Math.floor(p * (edges.length - 1));
  return bin > 0 && p <= edges[bin]! ? bin - 1 : bin;
}

function noProbability(value: number, pixel: number): InputError {
  return new InputError(
    `Cannot measure reliability: probabilities must be in [0, 1], current value at ${pixel} is ${value}`,
  );
}
