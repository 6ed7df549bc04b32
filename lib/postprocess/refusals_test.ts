import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import {
  applySteps,
  cascade,
  classScore,
  closing,
  componentTable,
  connectedComponents,
  type Connectivity,
  cutTouching,
  dilate,
  discElement,
  emptyBelowScore,
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
  removeTruncated,
  splitTouching,
  squaredDistances,
  squareElement,
  teamStages,
  thresholdMap,
  triplet,
  twoThresholds,
} from "./mod.ts";

/** Every message says what cannot be, what must be, and what is. */
function refused(run: () => unknown, value: string | number): void {
  assert.throws(run, (error) => {
    assert(error instanceof InputError, String(error));
    assert.match(error.message, /^Cannot .*: .* must .*, current value is /);
    assert(error.message.includes(`current value is ${value}`), error.message);
    return true;
  });
}

const mask = { data: Uint8Array.of(0, 1, 1, 1, 0, 1), width: 3, height: 2 };
const map = {
  data: Float32Array.of(.1, .6, .9, .2, .3, .8),
  width: 3,
  height: 2,
};
const square = squareElement(3);

Deno.test("post-processing refuses masks and maps whose data do not fill their size", () => {
  for (const wrong of [{ width: 4 }, { height: 1 }, { width: 2 }]) {
    const short = { ...mask, ...wrong };
    for (
      const run of [
        () => connectedComponents(short),
        () => componentTable(short),
        () => removeSmall(short, 2),
        () => keepLargest(short),
        () => fillHoles(short),
        () => fillEdge(short),
        () => dilate(short, square),
        () => erode(short, square),
        () => closing(short, square),
        () => opening(short, square),
        () => squaredDistances(short),
        () => splitTouching(short),
        () => cutTouching(short),
        () => removeEdgeRows(short),
        () => removeTruncated(short, .5, .5),
        () => removeSmallClasses(short, 2),
        () => findContours(short),
        () => fillContours(short, 1),
        () => componentTable(mask, 8, { ...map, data: map.data.slice(1) }),
      ]
    ) refused(run, run.toString().includes("map.data") ? 5 : 6);
    const shortMap = { ...map, ...wrong };
    for (
      const run of [
        () => thresholdMap(shortMap, .5),
        () => hysteresis(shortMap, { low: .2, high: .5 }),
        () => triplet(shortMap, { top: .5, area: 1, bottom: .2 }),
        () =>
          twoThresholds(shortMap, { classThreshold: .5, maskThreshold: .2 }),
        () => cascade(shortMap),
        () => classScore([map, shortMap]),
        () => multiplyClassScore(shortMap, .5),
        () => emptyBelowScore(shortMap, .5, .4),
        () => applySteps(shortMap, [{ name: "threshold", threshold: .5 }]),
      ]
    ) refused(run, 6);
  }
  const fraction = { ...mask, width: 1.5, height: 4 };
  refused(() => fillHoles(fraction), "1.5x4");
  refused(() => fillHoles({ ...mask, width: -3, height: -2 }), "-3x-2");
});

Deno.test("post-processing refuses thresholds, scores and areas out of their range", () => {
  for (const value of [-.1, 1.1, NaN, Infinity]) {
    const stage = teamStages[0]!;
    for (
      const run of [
        () => thresholdMap(map, value),
        () => hysteresis(map, { low: value, high: .5 }),
        () => hysteresis(map, { low: 0, high: value }),
        () => triplet(map, { top: value, area: 1, bottom: .2 }),
        () => triplet(map, { top: .5, area: 1, bottom: value }),
        () => twoThresholds(map, { classThreshold: .5, maskThreshold: value }),
        () => multiplyClassScore(map, value),
        () => emptyBelowScore(map, value, .4),
        () => emptyBelowScore(map, .4, value),
        () => removeTruncated(mask, value, .5),
        () => removeTruncated(mask, .5, value),
        () => cascade(map, { stages: [{ ...stage, ratio: value }] }),
        () => cascade(map, { stages: [{ ...stage, drop: value }] }),
        () => cascade(map, { emptyAbove: value }),
      ]
    ) refused(run, value);
  }
  for (const area of [-1, NaN, Infinity]) {
    refused(() => removeSmall(mask, area), area);
    refused(() => removeSmallClasses(mask, area), area);
    refused(() => fillContours(mask, area), area);
    refused(() => removeSmallClasses(mask, [area]), area);
    refused(() => triplet(map, { top: .5, area, bottom: .2 }), area);
  }
  refused(() => hysteresis(map, { low: .6, high: .5 }), .6);
  refused(() => classScore([]), 0);
  refused(
    () =>
      removeSmallClasses({ ...mask, data: mask.data.map((v) => 2 * v) }, [1]),
    "1 areas",
  );
});

Deno.test("post-processing refuses connectivities, counts and sides that there are not", () => {
  const six = 6 as Connectivity;
  for (
    const run of [
      () => connectedComponents(mask, six),
      () => removeSmall(mask, 1, six),
      () => removeSmallClasses(mask, 1, six),
      () => keepLargest(mask, 1, six),
      () => fillHoles(mask, six),
      () => fillEdge(mask, { backgroundConnectivity: six }),
      () => hysteresis(map, { low: .2, high: .5, connectivity: six }),
    ]
  ) refused(run, 6);
  for (const value of [0, -1, 1.5, NaN]) {
    refused(() => keepLargest(mask, value), value);
    refused(() => splitTouching(mask, { minimumDistance: value }), value);
    refused(() => cutTouching(mask, { minimumDistance: value }), value);
    refused(() => squareElement(value), value);
  }
  for (const rows of [-1, .5, NaN]) {
    refused(() => removeEdgeRows(mask, { top: rows }), rows);
    refused(() => removeEdgeRows(mask, { bottom: rows }), rows);
  }
  const sides = "both" as "every";
  refused(() => fillEdge(mask, { sides }), "both");
});

Deno.test("post-processing takes what is no number for background", () => {
  const data = Float32Array.of(NaN, .9, NaN, .4, NaN, .9);
  const holed = { data, width: 3, height: 2 };
  const options = { low: .3, high: .6, connectivity: 8 } as const;
  assert.equal(thresholdMap(holed, .3).data.join(""), "010101");
  assert.equal(hysteresis(holed, options).data.join(""), "010101");
  assert.equal(
    triplet(holed, { top: .6, area: 2, bottom: .3 }).data.join(""),
    "010101",
  );
  assert.equal(
    cascade(holed, { minimumArea: 0, closingSide: 1 }).data.join(""),
    "010101",
  );
  assert.equal(classScore([holed]), Math.fround(.9));
});

Deno.test("the triplet and the rules of class scores are strict where they say so", () => {
  // Two pixels above .5; one at exactly .25.
  const data = Float32Array.of(.5, .75, .25, 1, .125, 0);
  const given = { data, width: 6, height: 1 };
  const at = (top: number, area: number, bottom: number) =>
    triplet(given, { top, area, bottom }).data.join("");
  assert.equal(at(.5, 2, .25), "110100");
  assert.equal(at(.5, 3, .25), "000000");
  // No area at all never empties.
  assert.equal(at(1, 0, .25), "110100");
  // A top below the bottom is allowed: it only counts.
  assert.equal(at(.25, 3, .5), "010100");
  assert.equal(emptyBelowScore(given, .4, .4), given);
  assert(emptyBelowScore(given, .4 - 1e-9, .4).data.every((p) => p === 0));
  const one = { classThreshold: 1, maskThreshold: .25 };
  assert.equal(twoThresholds(given, one).data.join(""), "000000");
});

Deno.test("squareElement(), discElement() and steps refuse elements that are larger than any picture needs", () => {
  for (const value of [1e9, 100000, 16386, 0, 2.5, NaN, Infinity]) {
    refused(() => squareElement(value), value);
    const element = { shape: "square", side: value } as const;
    const half = { name: "threshold", threshold: 0.5 } as const;
    refused(() => applySteps(map, [half, { name: "close", element }]), value);
  }
  for (const value of [1e9, 1e6, 8193, -1, 0.5]) {
    refused(() => discElement(value), value);
  }
  // A mask is read from one end to the other by the largest one.
  const wide = { data: Uint8Array.of(1, 0, 0), width: 3, height: 1 };
  const { data } = dilate(wide, squareElement(4097));
  assert.equal(data.join(""), "111");
});

Deno.test("applySteps() answers a step that is none with the nearest one", () => {
  const half = { name: "threshold", threshold: 0.5 } as const;
  // As JSON or plain JavaScript may hold it.
  const apply = (...steps: object[]) => () =>
    Reflect.apply(applySteps, undefined, [map, steps]);
  refused(apply(half, { name: "fil_holes" }), '"fil_holes"');
  assert.throws(apply(half, { name: "fil_holes" }), /mean "fill_holes"/);
  assert.throws(apply({ name: "treshold" }), /step 0.*\n.*mean "threshold"/);
  refused(apply({ name: "toString" }), '"toString"');
  refused(apply({}), "undefined");
  refused(apply({ name: 3 }), 3);
  assert.throws(
    () => Reflect.apply(applySteps, undefined, [map, [null]]),
    InputError,
  );
});
