import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { randomSource } from "../core/mod.ts";
import { decodeLabelImage } from "./decode_label_image.ts";
import { type Point, rasterizePolygon } from "./rasterize_polygon.ts";
import fixture from "./testdata/polygons.json" with { type: "json" };

const shared = Deno.env.get("SEGBOOK_SHARED_DATA") ??
  new URL("../../../shared/data", import.meta.url).pathname;
const monuseg = `${shared}/monuseg2018`;

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** As `polygon` in tools/oracles/imaging.py: inside, partly outside, whole-pixel, tiny, very wide. */
function drawPolygon(seed: number) {
  const random = randomSource(seed, "polygon");
  const width = 1 + random.integer(60);
  const height = 1 + random.integer(60);
  const range = (side: number): [number, number] =>
    ([[0, side], [-side, 2 * side], [0, side], [-3, 6], [-300, 300]] as const)[
      seed % 5
    ]!.slice() as [number, number];
  const whole = seed % 5 === 2 || seed % 5 === 3;
  const points: Point[] = [];
  for (let n = 2 + random.integer(11); n > 0; n--) {
    const x = random.uniform(...range(width));
    const y = random.uniform(...range(height));
    points.push(whole ? [Math.floor(x), Math.floor(y)] : [x, y]);
  }
  if (random.chance(0.2)) points.push(points[0]!);
  return { width, height, points };
}

Deno.test("rasterizePolygon() equals Pillow on 4000 random polygons", () => {
  const expected = fixture.crc32.split(" ");
  assert.equal(expected.length, 4000);
  let filled = 0;
  expected.forEach((checksum, seed) => {
    const { width, height, points } = drawPolygon(seed);
    const { data } = rasterizePolygon(points, width, height);
    filled += data.includes(1) ? 1 : 0;
    const actual = crc32(data).toString(16).padStart(8, "0");
    assert.equal(actual, checksum, `seed ${seed}`);
  });
  assert.ok(filled > 3000);
});

Deno.test("rasterizePolygon() includes the outline: a square from 3 to 9 has 49 pixels", () => {
  const square: Point[] = [[3, 3], [9, 3], [9, 9], [3, 9]];
  const { data } = rasterizePolygon(square, 20, 20);
  assert.equal(data.reduce((a, b) => a + b), 49);
});

Deno.test("rasterizePolygon() draws over a mask and returns it", () => {
  const mask = rasterizePolygon([[0, 0], [2, 0], [2, 2]], 8, 8);
  const before = mask.data.reduce((a, b) => a + b);
  assert.equal(rasterizePolygon([[5, 5], [6, 5]], 8, 8, mask), mask);
  assert.equal(mask.data.reduce((a, b) => a + b), before + 2);
});

Deno.test("rasterizePolygon() refuses what is no polygon", () => {
  assert.throws(() => rasterizePolygon([[1, 1]], 4, 4), /at least 2 points/);
  assert.throws(() => rasterizePolygon([[1, 1], [NaN, 2]], 4, 4), /finite/);
  const mask = { data: new Uint8Array(4), width: 2, height: 2 };
  assert.throws(() => rasterizePolygon([[0, 0], [1, 1]], 4, 4, mask), /4 x 4/);
});

Deno.test({
  name:
    "rasterizePolygon() gives MoNuSeg's published masks from its XML, all 14",
  ignore: !exists(monuseg),
  fn: async () => {
    const names = [...Deno.readDirSync(`${monuseg}/annotations`)];
    assert.equal(names.length, 14);
    for (const { name } of names) {
      const xml = await Deno.readTextFile(`${monuseg}/annotations/${name}`);
      const { values, width, height } = await decodeLabelImage(
        `${monuseg}/masks/${name.replace(".xml", ".png")}`,
      );
      const mask = { data: new Uint8Array(width * height), width, height };
      for (const [region] of xml.matchAll(/<Region [^]*?<\/Region>/g)) {
        const vertices = region.matchAll(/<Vertex X="([^"]+)" Y="([^"]+)"/g);
        const points = [...vertices].map(([, x, y]): Point => [
          Number(x),
          Number(y),
        ]);
        rasterizePolygon(points, width, height, mask);
      }
      const wrong = mask.data.reduce(
        (sum, bit, i) => sum + (bit === (values[i]! > 0 ? 1 : 0) ? 0 : 1),
        0,
      );
      assert.equal(wrong, 0, name);
    }
  },
});
