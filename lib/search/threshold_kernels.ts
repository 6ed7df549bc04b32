import { loadKernels } from "../simd/mod.ts";

interface ThresholdKernels {
  countLevels(
    values: number,
    truth: number,
    pixels: number,
    table: number,
    shift: number,
    from: number,
    counts: number,
    list: number,
  ): void;
  clearRuns(row: number, width: number, thresholds: number): void;
  findObjects(
    values: number,
    truth: number,
    width: number,
    rows: number,
    table: number,
    shift: number,
    from: number,
    thresholds: number,
    levels: number,
    bits: number,
    sums: number,
    above: number,
    here: number,
    reach: number,
    objects: number,
    made: number,
  ): number;
  addObjects(
    objects: number,
    made: number,
    areas: number,
    count: number,
    predicted: number,
    both: number,
  ): void;
}

/** Kernels of `lib/simd/assembly/thresholds.ts`. */
export const thresholdKernels = loadKernels<ThresholdKernels>("thresholds");
