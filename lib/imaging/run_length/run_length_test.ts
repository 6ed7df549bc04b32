import assert from "node:assert/strict";
import { type Mask, randomSource } from "../../core/mod.ts";
import { randomMask } from "../../postprocess/test_masks.ts";
import {
  decodeCoco,
  decodeMask,
  encodeCoco,
  encodeMask,
  formatRuns,
  parseRuns,
} from "./mod.ts";
import { literalBounds } from "./test_literal.ts";
import oracle from "./testdata/run_lengths.json" with { type: "json" };

const siim = { form: "relative", empty: "-1" } as const;
const kaggle = { form: "absolute" } as const;

Deno.test("run lengths equal Kaggle's functions and pycocotools on random masks, both ways", () => {
  oracle.cases.forEach((expected, seed) => {
    const mask = randomMask(seed, 24);
    const columns = encodeMask(mask, "columns");
    const rows = encodeMask(mask, "rows");
    assert.equal(formatRuns(columns, kaggle), expected.columns);
    assert.equal(formatRuns(rows, kaggle), expected.rows);
    assert.equal(
      formatRuns(columns, siim),
      expected.siim === "" ? "-1" : expected.siim,
    );
    const size = [mask.height, mask.width] as const;
    assert.deepEqual(encodeCoco(mask), { size, counts: expected.coco });
    const { width, height } = mask;
    const down = { width, height, order: "columns" } as const;
    const along = { width, height, order: "rows" } as const;
    const decoded = [
      decodeMask(parseRuns(expected.columns, down, kaggle)),
      decodeMask(parseRuns(expected.rows, along, kaggle)),
      decodeMask(parseRuns(expected.siim, down, siim)),
      decodeCoco({ size, counts: expected.coco }),
    ];
    for (const other of decoded) assert.deepEqual(other, mask);
  });
});

/** The picture of the oracle's last case. */
function wideMask(): Mask {
  const width = 700, height = 900;
  const data = new Uint8Array(width * height);
  const paint = (top: number, bottom: number, left: number, right: number) => {
    for (let y = top; y < bottom; y++) {
      data.fill(1, y * width + left, y * width + right);
    }
  };
  paint(0, 900, 3, 90);
  paint(100, 700, 200, 203);
  paint(5, 6, 300, 700);
  paint(899, 900, 699, 700);
  return { data, width, height };
}

Deno.test("run lengths of a large picture equal pycocotools, lengths of several characters among them", () => {
  const mask = wideMask();
  assert.equal(encodeCoco(mask).counts, oracle.wide.coco);
  const columns = encodeMask(mask, "columns");
  assert.equal(formatRuns(columns, kaggle), oracle.wide.columns);
  assert.deepEqual(
    decodeCoco({ size: [900, 700], counts: oracle.wide.coco }),
    mask,
  );
});

Deno.test("encodeMask() takes any value but 0, buffers of any alignment, and every size of picture", () => {
  for (let seed = 0; seed < 400; seed++) {
    const mask = randomMask(seed, 30);
    const random = randomSource(seed, "values");
    const offset = seed % 9;
    const data = new Uint8Array(mask.data.length + offset).subarray(offset);
    const values = [1, 127, 128, 255, 1 + random.integer(255)];
    mask.data.forEach((v, i) =>
      data[i] = v && values[seed % 2 ? 0 : random.integer(values.length)]!
    );
    for (const order of ["rows", "columns"] as const) {
      const runs = encodeMask({ ...mask, data }, order);
      assert.deepEqual([...runs.bounds], literalBounds(mask, order));
      assert.deepEqual(decodeMask(runs), mask);
    }
  }
});

Deno.test("decodeMask() clears and fills the buffer it is given", () => {
  const mask = randomMask(5, 30);
  const runs = encodeMask(mask, "columns");
  const into = new Uint8Array(mask.data.length).fill(7);
  assert.equal(decodeMask(runs, into).data, into);
  assert.deepEqual(into, mask.data);
  assert.throws(() => decodeMask(runs, new Uint8Array(3)), /must have \d+ byt/);
});

Deno.test("parseRuns() joins runs that overlap, touch or come in another order", () => {
  const picture = { width: 10, height: 1, order: "rows" } as const;
  const bounds = (text: string) => parseRuns(text, picture, kaggle).bounds;
  assert.deepEqual([...bounds("6 2 1 3 3 2 8 1")], [0, 4, 5, 8]);
  assert.deepEqual([...bounds(" 1 10\n")], [0, 10]);
  assert.deepEqual([...bounds("2 8 3 1")], [1, 9]);
});

Deno.test("run lengths refuse what does not fit the picture", () => {
  const picture = { width: 5, height: 2, order: "rows" } as const;
  const parse = (text: string) => parseRuns(text, picture, kaggle);
  assert.throws(() => parse("1"), /every start must have a length/);
  assert.throws(() => parse("0 2"), /runs must lie in the picture/);
  assert.throws(() => parse("9 3"), /runs must lie in the picture/);
  assert.throws(() => parse("9 0"), /runs must lie in the picture/);
  assert.throws(() => parse("1 x"), /whole numbers/);
  assert.throws(() => parse("1 -1"), /whole numbers/);
  assert.throws(() => parse("1 99999999999"), /whole numbers/);
  const coco = (counts: string) => decodeCoco({ size: [2, 2], counts });
  assert.throws(() => coco("23"), /add up to the picture's 4 pixels/);
  assert.throws(() => coco("2p"), /groups of characters/);
  assert.throws(() => coco("2P"), /groups of characters/);
  const runs = { ...picture, bounds: Int32Array.of(3, 2) };
  assert.throws(() => decodeMask(runs), /must rise/);
});

Deno.test("run lengths refuse sizes and orders that no picture has", () => {
  const mask = { data: new Uint8Array(6), width: 3, height: 2 };
  const counts = "3";
  assert.throws(
    () => decodeCoco({ size: [1.5, 2], counts }),
    /size must be whole numbers from 0, current value is 2x1.5/,
  );
  assert.throws(
    () => encodeMask(mask, "diagonal" as "rows"),
    /order must be rows or columns, current value is diagonal/,
  );
  const runs = { ...encodeMask(mask, "rows"), order: "diagonal" as "rows" };
  assert.throws(() => decodeMask(runs), /must be rows or columns/);
  assert.throws(() => encodeCoco({ ...mask, height: 3 }), /must have 9 values/);
  assert.throws(
    () => parseRuns("1 99999999999", { ...mask, order: "rows" }, kaggle),
    /whole numbers up to 2147483647/,
  );
});
