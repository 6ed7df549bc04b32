import type { Mask, ProbabilityMap } from "../core/mod.ts";
import {
  applySteps,
  closing,
  connectedComponents,
  type Connectivity,
  contourArea,
  cutTouching,
  dilate,
  erode,
  fillContours,
  fillEdge,
  fillHoles,
  findContours,
  hysteresis,
  keepLargest,
  multiplyClassScore,
  opening,
  removeEdgeRows,
  removeSmall,
  removeSmallClasses,
  splitTouching,
  squaredDistances,
  thresholdMap,
  triplet,
  twoThresholds,
} from "./mod.ts";
import { randomElement } from "./test_masks.ts";

// The answers' names and bytes are those of `tools/oracles/postprocess*.py`.

/** What the functions make of a mask or a map, as bytes in the oracle's layout. */
export type Answers = Record<string, Uint8Array | Int32Array | Float32Array>;

const connectivities = [4, 8] satisfies Connectivity[];

/** Components, filled holes and removed objects. */
export function componentAnswers(mask: Mask, seed: number): Answers {
  const minimumArea = 1 + seed % 12;
  const answers: Answers = {};
  for (const connectivity of connectivities) {
    const { labels, components } = connectedComponents(mask, connectivity);
    answers[`labels${connectivity}`] = labels;
    answers[`statistics${connectivity}`] = Int32Array.from(
      components.flatMap((c) => [
        ...[c.label, c.area, c.left, c.top, c.width, c.height],
        ...[Math.round(c.centroidX * c.area), Math.round(c.centroidY * c.area)],
        c.touchesBorder ? 1 : 0,
      ]),
    );
    answers[`fillHoles${connectivity}`] = fillHoles(mask, connectivity).data;
    answers[`removeSmall${connectivity}`] =
      removeSmall(mask, minimumArea, connectivity).data;
  }
  const map = { ...mask, data: Float32Array.from(mask.data) };
  answers["removeThenFill"] = applySteps(map, [
    { name: "threshold", threshold: 0.5 },
    { name: "remove_small", minimumArea },
    { name: "fill_holes" },
  ]).mask.data;
  return answers;
}

/** Morphology, edge filling, contours, distances and splitting. */
export function shapeAnswers(
  mask: Mask,
  seed: number,
  { withSplit = true }: { readonly withSplit?: boolean } = {},
): Answers {
  const element = randomElement(seed);
  const answers: Answers = {
    dilate: dilate(mask, element).data,
    erode: erode(mask, element).data,
    erodeOutside: erode(mask, element, { outside: "background" }).data,
    close: closing(mask, element).data,
    open: opening(mask, element).data,
  };
  for (const sides of ["first_touched", "every"] as const) {
    for (const backgroundConnectivity of connectivities) {
      answers[`fillEdge ${sides} ${backgroundConnectivity}`] =
        fillEdge(mask, { sides, backgroundConnectivity }).data;
    }
  }
  answers["keepLargest"] =
    keepLargest(mask, 1 + seed % 3, seed % 2 ? 8 : 4).data;
  // Of a picture without background scipy has no distances.
  if (mask.data.includes(0)) {
    answers["squaredDistances"] = squaredDistances(mask);
  }
  answers["contours"] = contourNumbers(mask);
  answers["fillContours"] = fillContours(mask, seed % 9).data;
  answers["classes"] = classAnswer(mask, seed);
  answers["removeEdgeRows"] =
    removeEdgeRows(mask, { top: seed % 3, bottom: seed % 4 }).data;
  if (!withSplit) return answers;
  const split = { minimumDistance: 1 + seed % 4 };
  answers["splitTouching"] = splitTouching(mask, split).labels;
  answers["cutTouching"] = cutTouching(mask, split).data;
  return answers;
}

/** Hysteresis, triplets, class score and statistics of a map. */
export function mapAnswers(map: ProbabilityMap, seed: number): Answers {
  const [low, high] = [(3 + 5 * seed) % 32 / 32, (9 + 7 * seed) % 32 / 32]
    .toSorted((a, b) => a - b) as [number, number];
  const above = thresholdMap(map, low);
  const { components } = connectedComponents(above, 4, map);
  const statistics = components.flatMap(({ maximum, mean, area, touches }) => [
    maximum! * 32,
    Math.round(mean! * area * 32),
    ...[touches.left, touches.right, touches.top, touches.bottom].map(Number),
  ]);
  return {
    hysteresis4: hysteresis(map, { low, high }).data,
    hysteresis8: hysteresis(map, { low, high, connectivity: 8 }).data,
    triplet: triplet(map, { top: high, area: 1 + seed % 20, bottom: low }).data,
    twoThresholds:
      twoThresholds(map, { classThreshold: high, maskThreshold: low }).data,
    multiplyClassScore: multiplyClassScore(map, seed % 11 / 10).data,
    statistics: Int32Array.from(statistics),
  };
}

/** For each contour its length, whether it is a hole's, twice its area and its corners; sorted. */
function contourNumbers(mask: Mask): Int32Array {
  const rows = findContours(mask).map(({ points, hole }) => [
    hole ? 1 : 0,
    Math.round(2 * contourArea(points)),
    ...points.flat(),
  ]);
  rows.sort((a, b) => {
    const at = a.findIndex((value, i) => value !== b[i]);
    return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -Infinity);
  });
  return Int32Array.from(rows.flatMap((row) => [row.length, ...row]));
}

function classAnswer({ data, width, height }: Mask, seed: number): Uint8Array {
  const labels = data.map((value, i) => {
    const x = i % width, y = Math.floor(i / width);
    return value * (1 + ((x >> 2) + 2 * (y >> 3) + seed) % 3);
  });
  const areas = [seed % 5, 3, 1 + seed % 7];
  const removed = removeSmallClasses({ data: labels, width, height }, areas);
  return Uint8Array.from(removed.data);
}
