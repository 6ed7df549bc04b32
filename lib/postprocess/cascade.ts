import { InputError, type Mask, type ProbabilityMap } from "../core/mod.ts";
import { areaOfBits, type BitMask, emptyBits, unpackMask } from "./bits.ts";
import { elementRuns, squareElement } from "./element.ts";
import { fillEdgeBits } from "./fill_edge.ts";
import { fillHolesBits } from "./fill_holes.ts";
import { closeBits } from "./morphology.ts";
import { removeSmallBits } from "./remove_small.ts";
import { type CascadeStage, selectObjects } from "./select_objects.ts";
import { checkThreshold } from "./threshold_map.ts";

/** The numbers of the cascade. */
export interface CascadeOptions {
  /** One after another, until enough is found. @default {teamStages} */
  readonly stages?: readonly CascadeStage[];
  /** Side of the square that gaps are closed with, pixels. @default {9} */
  readonly closingSide?: number;
  /** Objects of fewer pixels are removed. @default {150} */
  readonly minimumArea?: number;
  /** The next stage runs only where fewer pixels than this are left. @default {1000} */
  readonly enough?: number;
  /** Share of the image above which (strictly) the first stage's selection is thrown away. @default {0.5} */
  readonly emptyAbove?: number;
}

/** The four stages of TEAM_1137. */
export const teamStages: readonly CascadeStage[] = [
  { high: 0.35, lower: 0.25, drop: 0.1, ratio: 0.4 },
  { high: 0.3, lower: 0.1, drop: 0.1, ratio: 0.2 },
  { high: 0.2, lower: 0.05, drop: 0.05, ratio: 0.2 },
  { high: 0.1, lower: 0.01, drop: 0.01, ratio: 0.2 },
];

function check(options: Required<CascadeOptions>): void {
  const { stages, closingSide, minimumArea, enough, emptyAbove } = options;
  for (const { high, lower, drop, ratio } of stages) {
    [high, lower, drop, ratio].forEach(checkThreshold);
  }
  checkThreshold(emptyAbove);
  const right = stages.length > 0 && Number.isInteger(closingSide) &&
    closingSide >= 1 && minimumArea >= 0 && enough >= 0;
  if (right) return;
  throw new InputError(
    "Cannot run the cascade: it must have a stage, a closing side from 1, areas from 0, current value is " +
      `${stages.length} stages, side ${closingSide}, areas ${minimumArea} and ${enough}`,
  );
}

/** What follows a stage's selection: closing, filling twice, removal of small objects. */
function tidy(
  selection: BitMask,
  { closingSide, minimumArea }: Required<CascadeOptions>,
): BitMask {
  const square = elementRuns(squareElement(closingSide));
  const closed = closeBits(selection, square);
  const walled = fillEdgeBits(closed, "first_touched", 8);
  return removeSmallBits(fillHolesBits(walled, 8), minimumArea, 8);
}

/**
 * TEAM_1137's post-processing as its code runs it: up to four stages, each more lenient and each from the map anew,
 * until 1,000 pixels are found.
 *
 * A stage: pixels below `drop` are set to 0; of the 8-connected objects of what is not 0 those are kept whose maximum
 * is above `high` and whose share of pixels above 0.9 `high` is at least `ratio`; of them the pixels above `lower`
 * are foreground. Gaps are closed with a 9x9 square; holes (background 8-connected) are filled, first with a row of
 * foreground on the first side that the mask touches (left, right, top, bottom), then plainly; objects of fewer than
 * 150 pixels are removed (8-connected). Where the first stage selects more than half of the image, its selection is
 * emptied before the closing; it then holds nothing, so the second stage runs, and is not tested. What the last stage
 * leaves stands, however little it is. Arithmetic is in double precision.
 *
 * Source: STAS AI CUP 2022, TEAM_1137 (third on the public board). Its report prints a simpler form with 250 pixels.
 *
 * @param map Probabilities in [0, 1]; NaN is background.
 * @returns A mask of 0 and 1.
 * @throws {InputError} Where an option is out of its range.
 *
 * @example
 * ```ts
 * import { cascade } from "./cascade.ts";
 *
 * const data = new Float32Array(40 * 40);
 * for (let y = 5; y < 20; y++) data.fill(0.2, y * 40 + 5, y * 40 + 20);
 * // Too faint for the first two stages; single precision's 0.2 is just above the third's 0.2.
 * const mask = cascade({ data, width: 40, height: 40 });
 * if (mask.data.reduce((sum, v) => sum + v) !== 225) throw new Error();
 * ```
 */
export function cascade(
  map: ProbabilityMap,
  options: CascadeOptions = {},
): Mask {
  const all = {
    stages: teamStages,
    closingSide: 9,
    minimumArea: 150,
    enough: 1000,
    emptyAbove: 0.5,
    ...options,
  };
  check(all);
  const { width, height } = map;
  const limit = all.emptyAbove * width * height;
  let mask = emptyBits(width, height);
  for (const [i, stage] of all.stages.entries()) {
    const selection = selectObjects(map, stage);
    const tooMuch = i === 0 && areaOfBits(selection) > limit;
    mask = tidy(tooMuch ? emptyBits(width, height) : selection, all);
    if (areaOfBits(mask) >= all.enough) break;
  }
  return unpackMask(mask);
}
