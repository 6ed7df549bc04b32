import assert from "node:assert/strict";
import { type Mask, randomSource } from "../../core/mod.ts";
import {
  decodeCoco,
  decodeMask,
  encodeCoco,
  encodeMask,
  formatRuns,
  parseRuns,
} from "./mod.ts";
import { literalBounds } from "./test_literal.ts";

// What goes wrong in kernels goes wrong where a vector, a word or a chunk ends.

const orders = ["rows", "columns"] as const;
const forms = [
  { form: "absolute" },
  { form: "absolute", base: 0 },
  { form: "relative" },
] as const;

/** Noise of a density, in a buffer that begins at any byte. */
function noise(
  width: number,
  height: number,
  density: number,
  offset = 0,
): Mask {
  const random = randomSource(width, "noise", height);
  const data = new Uint8Array(width * height + offset).subarray(offset);
  for (let i = 0; i < data.length; i++) data[i] = +random.chance(density);
  return { data, width, height };
}

function literalText(
  bounds: readonly number[],
  { form, base = 1 }: { form: string; base?: number },
) {
  const numbers = bounds.map((bound, i) => {
    const isStart = i % 2 === 0 && form === "absolute";
    return isStart ? bound + base : bound - (bounds[i - 1] ?? 0);
  });
  return numbers.join(" ");
}

/** pycocotools' `rleToString`, over numbers as they are. */
function literalCoco(bounds: readonly number[], pixels: number) {
  const ends = bounds.at(-1) === pixels || pixels === 0
    ? bounds
    : [...bounds, pixels];
  const lengths = ends.map((end, i) => end - (ends[i - 1] ?? 0));
  return lengths.map((length, i) => {
    let value = i > 2 ? length - lengths[i - 2]! : length, text = "";
    for (let more = true; more;) {
      const bits = value & 31;
      value >>= 5;
      more = bits & 16 ? value !== -1 : value !== 0;
      text += String.fromCharCode(48 + bits + (more ? 32 : 0));
    }
    return text;
  }).join("");
}

function checkMask(mask: Mask) {
  const { width, height } = mask;
  const name = `${width}x${height}`;
  const plain = { width, height, data: Uint8Array.from(mask.data) };
  for (const order of orders) {
    const bounds = literalBounds(mask, order);
    const runs = encodeMask(mask, order);
    assert.ok(runs.bounds.join() === bounds.join(), `${name} ${order}`);
    for (const options of forms) {
      const text = formatRuns(runs, options);
      assert.ok(text === literalText(bounds, options), `${name} ${order}`);
      const parsed = parseRuns(text, { width, height, order }, options);
      assert.ok(parsed.bounds.join() === bounds.join(), `${name} ${order}`);
    }
    const decoded = decodeMask(runs);
    assert.ok(equal(decoded.data, plain.data), `${name} ${order}`);
    const into = new Uint8Array(width * height).fill(9);
    assert.ok(equal(decodeMask(runs, into).data, plain.data), name);
  }
  const coco = encodeCoco(mask);
  const bounds = literalBounds(mask, "columns");
  assert.ok(coco.counts === literalCoco(bounds, width * height), name);
  assert.ok(equal(decodeCoco(coco).data, plain.data), name);
}

const equal = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((value, i) => value === b[i]);

const sides = [
  1,
  2,
  7,
  8,
  9,
  15,
  16,
  17,
  31,
  32,
  33,
  63,
  64,
  65,
  127,
  128,
  129,
];

Deno.test("run lengths of every size around a word's equal a literal reading", () => {
  for (const width of sides) {
    for (const height of sides) {
      for (const density of [0, 0.03, 0.5, 1]) {
        checkMask(noise(width, height, density));
      }
    }
  }
});

Deno.test("run lengths are the same at every place of a buffer", () => {
  for (let offset = 0; offset < 64; offset++) {
    checkMask(noise(37, 21, 0.4, offset));
  }
});

Deno.test("run lengths go over the ends of bands and chunks", () => {
  // Bounds of noise fill chunks of numbers; long rows and columns, bands of 32 of them.
  checkMask(noise(700, 1000, 0.5));
  checkMask(noise(1100, 300, 0.01));
  checkMask(noise(70_001, 3, 0.3));
  checkMask(noise(3, 70_001, 0.3));
  checkMask(noise(270_000, 1, 0.5));
  checkMask(noise(1, 270_000, 0.5));
  checkMask(noise(520, 520, 1));
});

Deno.test("numbers of every length are written and read", () => {
  const most = 2 ** 31 - 1;
  const powers = Array.from({ length: 10 }, (_, i) => 10 ** i);
  const values = [
    ...powers.flatMap((power) => [power - 1, power, power + 1]),
    ...powers.slice(0, 9).map((power) => 2 * power + 7),
    most - 2,
    most - 1,
  ].filter((value) => value > 0).sort((a, b) => a - b);
  const picture = { width: most, height: 1, order: "rows" } as const;
  for (const value of values) {
    for (const [start, length] of [[0, value], [value, 1], [value, 10]]) {
      const end = start! + length!;
      if (end > most) continue;
      const bounds = Int32Array.of(start!, end);
      for (const options of forms) {
        const text = formatRuns({ bounds }, options);
        assert.equal(text, literalText([...bounds], options));
        const parsed = parseRuns(text, picture, options);
        assert.deepEqual(parsed.bounds, bounds);
      }
    }
  }
  // Start and length of every pair of lengths that two numbers may have.
  for (const first of powers) {
    for (const second of powers) {
      if (first + second > most) continue;
      const text = `${first} ${second}`;
      const { bounds } = parseRuns(text, picture, { form: "relative" });
      assert.deepEqual([...bounds], [first, first + second]);
    }
  }
  assert.throws(
    () => parseRuns("2147483648 1", picture, { form: "absolute" }),
    /current value at 9 is "147483648 1"/,
  );
  const over = parseRuns("1 2147483647", picture, { form: "absolute" });
  assert.deepEqual([...over.bounds], [0, most]);
});

const all = { width: 10 ** 9, height: 1, order: "rows" } as const;
const read = (text: string) => [
  ...parseRuns(text, all, { form: "relative" }).bounds,
];

Deno.test("parseRuns() reads any blanks, and zeros before a number", () => {
  for (let blanks = 0; blanks < 140; blanks++) {
    const space = " \t\n".repeat(47).slice(0, blanks);
    assert.deepEqual(read(`${space}3 4 5 6${space}`), [3, 7, 12, 18]);
    assert.deepEqual(read(`3 ${space}4 5${space}\n6`), [3, 7, 12, 18]);
    const zeros = "0".repeat(blanks);
    assert.deepEqual(read(`3 ${zeros}4 5 ${zeros}6`), [3, 7, 12, 18]);
  }
  assert.deepEqual(read("\r\n\u00a03 4\u2003\r\n"), [3, 7]);
});

Deno.test("parseRuns() says where a text is no number, at every place", () => {
  const numbers = Array.from({ length: 60 }, (_, i) => 1 + i * i).join(" ");
  for (let i = 1; i < numbers.length - 1; i++) {
    for (
      const wrong of ["x", "-", ".", "/", ":", "\r", "\0", "é", "０", "😀"]
    ) {
      const text = numbers.slice(0, i) + wrong + numbers.slice(i + 1);
      const excerpt = text.slice(Math.max(i - 8, 0), i + 8);
      assert.throws(
        () => read(text),
        new RegExp(
          `current value at ${i} is ${RegExp.escape(JSON.stringify(excerpt))}$`,
        ),
      );
    }
  }
});

Deno.test("parseRuns() reads texts of several chunks, and says what is wrong in the last", () => {
  const pairs = 250_000;
  // 7 characters a pair and one less at the end, so that chunks end anywhere in a number.
  const text = Array.from({ length: pairs }, () => "100 99").join(" ");
  const bounds = read(text);
  assert.equal(bounds.length, 2 * pairs);
  assert.ok(
    bounds.every((bound, i) => bound === 199 * (i >> 1) + (i % 2 ? 199 : 100)),
  );
  const spread = parseRuns(text.replaceAll(" ", "  "), all, {
    form: "relative",
  });
  assert.ok(spread.bounds.join() === bounds.join());
  const at = text.length + 1;
  assert.throws(
    () => read(`${text} x 1`),
    new RegExp(`current value at ${at}`),
  );
  assert.throws(() => read(`${text} 1`), /value is 500001 numbers/);
  assert.throws(() => read(`${text} 9999999999 1`), /current value at 175000/);
  assert.throws(() => read(`${text} 1 0`), /value is 0 pixels from 49750001 /);
  assert.deepEqual(read(`${"0".repeat(2_500_000)}7 2`), [7, 9]);
});

Deno.test("decodeCoco() reads lengths of every number of characters, and says where it cannot", () => {
  const picture = (...lengths: number[]) => ({
    size: [1, lengths.reduce((sum, length) => sum + length)] as const,
    counts: literalCoco(
      lengths.map((_, i) =>
        lengths.slice(0, i + 1).reduce((sum, length) => sum + length)
      ),
      lengths.reduce((sum, length) => sum + length),
    ),
  });
  for (let bits = 0; bits < 21; bits++) {
    const length = 2 ** bits;
    const { data } = decodeCoco(picture(1, length, 3, 2, length, 1));
    const ones = data.reduce((sum, value) => sum + value, 0);
    assert.equal(ones, length + 3);
    assert.equal(data[length + 4], 1);
  }
  const coco = (counts: string) => decodeCoco({ size: [9, 9], counts });
  for (let before = 0; before < 80; before++) {
    const fine = "0".repeat(before);
    assert.throws(
      () => coco(`${fine}é0`),
      new RegExp(`at ${before} is "é0"`),
    );
    assert.throws(
      () => coco(`${fine}p00`),
      new RegExp(`at ${before} is "p00"`),
    );
    assert.throws(
      () => coco(`${fine}Q`),
      new RegExp(`at ${before + 1} is ""`),
    );
    assert.throws(
      () => coco(`${fine}PPPPPPPPP0`),
      new RegExp(`at ${before + 7} is "PP0"`),
    );
    assert.throws(() => coco(`${fine}Nx`), /value is -2/);
  }
});

Deno.test("run lengths of a picture without pixels are empty; data of another length are refused", () => {
  for (const [width, height] of [[0, 0], [0, 5], [5, 0]] as const) {
    checkMask({ data: new Uint8Array(0), width, height });
  }
  const short = { data: new Uint8Array(5), width: 3, height: 2 };
  assert.throws(() => encodeMask(short, "rows"), /must have 6 values/);
  assert.throws(() => encodeCoco(short), /must have 6 values/);
});
