import assert from "node:assert/strict";
import { bars } from "./bars.ts";
import { boxPlot } from "./box_plot.ts";
import { heatMap } from "./heat_map.ts";
import { comparedHistogram, histogram } from "./histogram.ts";
import { lines } from "./lines.ts";
import { scatter } from "./scatter.ts";

const x = { label: "X" };
const y = { label: "Y" };

function numbers(values: unknown): number[] {
  assert.ok(Array.isArray(values));
  return values.map(Number);
}

Deno.test("histogram() counts every finite value once", () => {
  const figure = histogram({
    title: "t",
    x,
    of: "images",
    values: [1, 2, 2, NaN, Infinity, 5],
  });
  const [trace] = figure.data;
  assert.ok(trace && "y" in trace);
  assert.equal(numbers(trace.y).reduce((a, b) => a + b), 4);
  assert.match(JSON.stringify(figure.layout.title), /n = 4 images · median 2/);
});

Deno.test("comparedHistogram() gives shares that add up to 100 % for each set", () => {
  const figure = comparedHistogram(
    { name: "a", values: [1, 2, 3] },
    { name: "b", values: [2.5, 7, 7, 9] },
    { title: "t", x, of: "images" },
  );
  for (const trace of figure.data) {
    assert.ok("y" in trace);
    const sum = numbers(trace.y).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 100) < 0.01);
  }
});

Deno.test("comparedHistogram() copes with an empty set", () => {
  const figure = comparedHistogram(
    { name: "a", values: [] },
    { name: "b", values: [1, 2] },
    { title: "t", x, of: "images" },
  );
  assert.equal(figure.data.length, 2);
});

Deno.test("boxPlot() gives numpy's quartiles and Tukey's whiskers", () => {
  const figure = boxPlot({
    title: "t",
    x,
    y,
    of: "objects",
    groups: [{ name: "a", values: [1, 2, 3, 4, 100] }],
  });
  const [trace] = figure.data;
  const box: Record<string, unknown> = { ...trace };
  // numpy.percentile([1, 2, 3, 4, 100], [25, 50, 75]) is 2, 3, 4; 4 is the last value up to 4 + 1.5 * 2.
  assert.deepEqual(
    [box.q1, box.median, box.q3, box.lowerfence, box.upperfence],
    [[2], [3], [4], [1], [4]],
  );
});

Deno.test("boxPlot() leaves out what has no logarithm", () => {
  const figure = boxPlot({
    title: "t",
    x,
    y: { ...y, log: true },
    of: "objects",
    groups: [{ name: "a", values: [0, -1, 10] }],
  });
  assert.match(JSON.stringify(figure.layout.title), /n = 1 objects/);
});

Deno.test("boxPlot() leaves the points out where there are many", () => {
  const values = Array.from({ length: 2000 }, (_, i) => i);
  const figure = boxPlot({
    title: "t",
    x,
    y,
    of: "objects",
    groups: [{ name: "a", values }],
  });
  assert.ok(JSON.stringify(figure).length < 5000);
});

Deno.test("lines() jumps gaps and shows bands and the second axis", () => {
  const figure = lines({
    title: "t",
    x,
    y,
    secondary: { label: "Rate" },
    basis: "n = 3 images",
    series: [
      {
        name: "a",
        x: [1, 2, 3],
        y: [1, NaN, 3],
        band: { low: [0, 0, 0], high: [4, 4, 4] },
      },
      { name: "b", x: [1], y: [2], secondary: true },
    ],
  });
  assert.equal(figure.data.length, 3);
  const first = figure.data[1];
  assert.ok(first && "y" in first);
  assert.deepEqual(first.y, [1, null, 3]);
  assert.match(JSON.stringify(figure.layout.yaxis2), /Rate/);
});

Deno.test("lines() with no value says so instead of failing", () => {
  const figure = lines({ title: "t", x, y, basis: "n = 0 images", series: [] });
  assert.match(JSON.stringify(figure.layout.annotations), /no data/);
});

Deno.test("lines(), bars(), scatter() and heatMap() refuse what does not fit", () => {
  const text = { title: "t", x, y };
  assert.throws(
    () =>
      lines({ ...text, basis: "", series: [{ name: "a", x: [1], y: [1, 2] }] }),
    /line "a" must have 1 values.*numbers are 2/,
  );
  assert.throws(
    () =>
      bars({
        ...text,
        n: 1,
        of: "",
        categories: ["a"],
        series: [{ name: "s", values: [] }],
      }),
    /series "s" must have 1 values/,
  );
  assert.throws(
    () => scatter({ ...text, of: "", series: [{ name: "s", x: [1], y: [] }] }),
    /as many y as x/,
  );
  assert.throws(
    () =>
      heatMap({
        ...text,
        z: y,
        basis: "",
        columns: [1, 2],
        rows: [1],
        values: [[1]],
      }),
    /must be 1 rows of 2/,
  );
});
