// For tests only: what is held against MONAI and mle-bench, on random masks and on real ones.
import assert from "node:assert/strict";
import type { Mask } from "../core/mod.ts";
import {
  averageSurfaceDistance,
  hausdorffDistance,
  surfaceDice,
  surfaceDistances,
  type SurfaceOptions,
  type UwMadisonOptions,
  uwMadisonScore,
  type Volume,
} from "./mod.ts";
import { assertNear, type Numbers, readOracle } from "./test_numbers.ts";

/** Of some scans. */
export interface UwMadisonNumbers {
  /** Dice, distance of the union, distance of the classes. */
  readonly means: Numbers;
  readonly skipped: readonly number[];
}

/** `tools/oracles/metric_surfaces.py` writes it. */
export interface SurfaceNumbers {
  readonly cases: Numbers[];
  readonly ignored: Numbers[];
  readonly transforms: { seed: number; values: Numbers }[];
  readonly uwMadison: UwMadisonNumbers;
  readonly real: {
    volumes: Numbers[];
    slices: Numbers[];
    uwMadison: UwMadisonNumbers;
  };
}

/** The oracles' numbers. */
export const expected = await readOracle<SurfaceNumbers>("surfaces.json");

/** MONAI computes in float32, ranks of percentiles as well. */
export const FLOAT32 = 1e-5;

/** MONAI's rules: NaN where both surfaces are missing, Infinity where one is. */
export const monai = { policy: "emptyIsNaN", missing: Infinity } as const;

/** As `monai_scores` of the oracle's script. */
export function scores(
  prediction: Mask | Volume,
  truth: Mask | Volume,
  options: SurfaceOptions,
  tolerance: number,
): number[] {
  const d = surfaceDistances(prediction, truth, options);
  const direction = "toTruth", back = "toPrediction";
  return [
    hausdorffDistance(d, monai),
    hausdorffDistance(d, { ...monai, percentile: 95 }),
    hausdorffDistance(d, { ...monai, percentile: 50 }),
    hausdorffDistance(d, { ...monai, direction }),
    hausdorffDistance(d, { ...monai, direction: back, percentile: 90 }),
    averageSurfaceDistance(d, { ...monai, direction }),
    averageSurfaceDistance(d, { ...monai, direction: back }),
    averageSurfaceDistance(d, monai),
    surfaceDice(d, { ...monai, tolerance }),
  ];
}

/** A mask whose foreground is the pixels of these indices. */
export const mask = (
  width: number,
  height: number,
  ...foreground: number[]
): Mask => {
  const data = new Uint8Array(width * height);
  for (const at of foreground) data[at] = 1;
  return { data, width, height };
};

/** Fails unless the score of UW-Madison and its parts are those of the oracle. */
export function assertUwMadison(
  scans: readonly { p: readonly Volume[]; t: readonly Volume[] }[],
  { means, skipped }: UwMadisonNumbers,
) {
  const pairs = scans.map(({ p, t }) => ({ predictions: p, truths: t }));
  const [dice, union, classes] = means.split(" ").map(Number);
  for (const volumes of ["union", "classes"] as const) {
    const result = uwMadisonScore(
      pairs,
      { volumes } satisfies UwMadisonOptions,
    );
    const distance = volumes === "union" ? union! : classes!;
    assertNear(
      [result.dice.mean, result.hausdorff.mean, result.score],
      [dice!, distance, 0.4 * dice! + 0.6 * (1 - distance)],
      1e-11,
      volumes,
    );
    assert.deepEqual(
      [result.dice.skipped, result.hausdorff.skipped],
      [skipped[0], skipped[volumes === "union" ? 1 : 2]],
    );
  }
}
