import assert from "node:assert/strict";
import { DISPLAY } from "./displayable.ts";
import { displayFigure } from "./display_figure.ts";
import { heatMapPanels } from "./heat_map_panels.ts";
import { heatMapSlices } from "./heat_map_slices.ts";
import { reliabilityDiagram } from "./reliability_diagram.ts";
import { rowPanels } from "./row_panels.ts";
import { stepBars } from "./step_bars.ts";
import { wrapText } from "./wrap_text.ts";

const names = {
  title: "t",
  x: { label: "X" },
  y: { label: "Y" },
  z: { label: "Z" },
  basis: "n = 3 images",
  columns: [1, 2],
  rows: [1],
};

const slices = Array.from({ length: 10 }, (_, s) => ({
  at: s / 10,
  values: [[s, s / 2]],
  ...(s === 4 ? { optimum: { row: 0, column: 1, label: "chosen" } } : {}),
}));

const sliced = () =>
  heatMapSlices({ ...names, slider: { label: "S" }, slices, shown: 4 });

Deno.test("heatMapSlices() shows one slice, and each position of the slider shows its own", () => {
  const figure = sliced();
  const visible = figure.data.map((trace) =>
    "visible" in trace && trace.visible
  );
  assert.deepEqual(visible, slices.map((_, s) => s === 4));
  const steps = figure.layout.sliders?.[0]?.steps ?? [];
  assert.equal(steps.length, 10);
  for (const [s, step] of steps.entries()) {
    const [shown, marks] = step.args ?? [];
    assert.deepEqual(shown, { visible: slices.map((_, i) => i === s) });
    // The mark goes where the choice is not, and comes back.
    assert.equal(marks.shapes.length, s === 4 ? 1 : 0);
    assert.equal(marks.annotations.length, s === 4 ? 1 : 0);
    // Its word covers no cell: it stands above the column, outside the map.
    for (const { x, y, yref, yanchor } of marks.annotations) {
      assert.deepEqual([x, y, yref, yanchor], [1, 1, "paper", "bottom"]);
    }
  }
});

Deno.test("heatMapSlices() has one range of colours, from the floor on", () => {
  const floored = heatMapSlices({
    ...names,
    slider: { label: "S" },
    slices,
    shown: 0,
    floor: 5,
  });
  for (const figure of [floored, floored.still!]) {
    for (const trace of figure.data) {
      assert.ok("zmin" in trace);
      assert.deepEqual([trace.zmin, trace.zmax], [5, 9]);
    }
  }
});

Deno.test("heatMapSlices() puts six slices on paper, the shown one and both ends among them", () => {
  const { data, layout } = sliced().still!;
  const first = data.map((trace) => {
    assert.ok("z" in trace && Array.isArray(trace.z));
    return Number((trace.z[0] as number[])[0]);
  });
  assert.equal(first.length, 6);
  assert.ok([0, 4, 9].every((slice) => first.includes(slice)));
  assert.match(JSON.stringify(layout.annotations), /0.4 · chosen/);
  assert.match(JSON.stringify(layout.title), /panels: S, 6 of 10/);
  assert.equal(layout.shapes?.length, 1);
});

Deno.test("heatMapSlices() keeps the slider's order on paper where the marked slices are neighbours", () => {
  const many = Array.from({ length: 21 }, (_, s) => ({
    at: s,
    values: [[0, s]],
    ...(s === 5 ? { second: { row: 0, column: 0 } } : {}),
  }));
  const { still } = heatMapSlices({
    ...names,
    slider: { label: "S" },
    slices: many,
    shown: 6,
  });
  const titles = still!.layout.annotations!.map(({ text }) => Number(text));
  assert.ok(titles.includes(5) && titles.includes(6));
  assert.deepEqual(titles, titles.toSorted((a, b) => a - b));
});

Deno.test("heatMapSlices() takes no slice, and refuses one that is not there", () => {
  const none = heatMapSlices({
    ...names,
    slider: { label: "S" },
    slices: [],
    shown: 0,
  });
  assert.match(JSON.stringify(none.layout.annotations), /no data/);
  assert.throws(
    () =>
      heatMapSlices({ ...names, slider: { label: "S" }, slices, shown: 10 }),
    /one of the 10 slices, current value is 10/,
  );
});

Deno.test("heatMapPanels() and rowPanels() refuse what does not fit", () => {
  const panel = { title: "p", values: [[1, 2]] };
  assert.throws(
    () => heatMapPanels({ ...names, panels: new Array(10).fill(panel) }),
    /9 panels at most, current value is 10/,
  );
  assert.throws(
    () => heatMapPanels({ ...names, panels: [{ ...panel, values: [[1]] }] }),
    /must be 1 rows of 2/,
  );
  assert.throws(
    () =>
      rowPanels({
        ...names,
        rows: ["a", "b"],
        panels: [{
          x: names.x,
          series: [{ kind: "bar", name: "s", color: 0, values: [1] }],
        }],
      }),
    /series "s" must have 2 values/,
  );
});

Deno.test("displayFigure() hands the still figure on, and its own height", async () => {
  const bundle = await displayFigure(sliced())[DISPLAY]();
  const figure: { still?: { data?: unknown[] }; layout?: { height?: number } } =
    bundle["application/vnd.plotly.v1+json"] ?? {};
  assert.equal(figure.still?.data?.length, 6);
  assert.equal(figure.layout?.height, 560);
});

Deno.test("reliabilityDiagram() leaves bins without pixels out, and says where there is none", () => {
  const empty = { from: 0, to: 0.5, count: 0, confidence: NaN, frequency: NaN };
  const full = { from: 0.5, to: 1, count: 4, confidence: 0.75, frequency: 0.5 };
  const options = { title: "t", of: "pixels", basis: "n = 1 images" };
  const figure = reliabilityDiagram({ ...options, bins: [empty, full] });
  assert.doesNotMatch(JSON.stringify(figure), /null|NaN/);
  const [gap] = figure.data;
  assert.ok(gap && "base" in gap && "y" in gap);
  assert.deepEqual([gap.base, gap.y], [[0.5], [0.25]]);
  const none = reliabilityDiagram({ ...options, bins: [empty] });
  assert.match(JSON.stringify(none.layout.annotations), /no data/);
});

Deno.test("stepBars() floats each bar on the score before it, losses downwards", () => {
  const figure = stepBars({
    title: "t",
    y: { label: "Y" },
    basis: "n = 1 images",
    steps: [
      { name: "a", score: 0.5 },
      { name: "b", score: 0.75, interval: { low: 0, high: 0.5 } },
      { name: "c", score: 0.625 },
    ],
  });
  const [bars, whiskers] = figure.data;
  assert.ok(bars && "base" in bars && "y" in bars);
  assert.deepEqual([bars.base, bars.y], [[0.5, 0.75], [0.25, -0.125]]);
  // From .5 + 0 to .5 + .5.
  assert.match(
    JSON.stringify(whiskers),
    /"array":\[0.25,0\],"arrayminus":\[0.25,0\]/,
  );
});

Deno.test("wrapText() breaks at spaces and leaves long words whole", () => {
  assert.equal(wrapText("one two three", 7), "one two<br>three");
  assert.equal(wrapText("unbreakable", 3), "unbreakable");
});
