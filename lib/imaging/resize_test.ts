import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { randomSource } from "../core/mod.ts";
import { resizeImage } from "./resize_image.ts";
import { resizeMask } from "./resize_mask.ts";
import { resizeProbabilityMap } from "./resize_probability_map.ts";
import maps from "./testdata/probability_maps.json" with { type: "json" };
import fixture from "./testdata/resized.json" with { type: "json" };

/** As `resized` in tools/oracles/imaging.py. */
function drawCase(seed: number) {
  const random = randomSource(seed, "resize");
  const channels = seed % 2 ? 3 : 1;
  const [width, height, toWidth, toHeight] = [0, 0, 0, 0].map(() =>
    1 + random.integer(70)
  ) as [number, number, number, number];
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = random.integer(256);
  const image = { data, width, height, channels } as const;
  return { image, toWidth, toHeight };
}

const checksum = (data: Uint8Array) =>
  crc32(data).toString(16).padStart(8, "0");

Deno.test("resizeImage() equals Pillow's bilinear, larger and smaller, to the bit", () => {
  fixture.bilinear.split(" ").forEach((expected, seed) => {
    const { image, toWidth, toHeight } = drawCase(seed);
    const { data } = resizeImage(image, toWidth, toHeight);
    assert.equal(checksum(data), expected, `seed ${seed}`);
  });
});

Deno.test("resizeImage() gives a new picture even where nothing changes", () => {
  const image = {
    data: new Uint8Array([1, 2]),
    width: 2,
    height: 1,
    channels: 1,
  } as const;
  const copy = resizeImage(image, 2, 1);
  assert.deepEqual(copy, image);
  assert.notEqual(copy.data, image.data);
  assert.throws(() => resizeImage(image, 0, 1), /positive integers/);
});

/** Whether some centre falls exactly between two pixels; Pillow's running sum of steps errs there. */
const hasTie = (from: number, to: number) =>
  Array.from({ length: to }, (_, i) => (2 * i + 1) * from % (2 * to) === 0)
    .includes(true);

Deno.test("resizeMask() equals Pillow's nearest", () => {
  let compared = 0;
  fixture.nearest.split(" ").forEach((expected, seed) => {
    const { image, toWidth, toHeight } = drawCase(seed);
    const { width, height, channels } = image;
    if (hasTie(width, toWidth) || hasTie(height, toHeight)) return;
    compared++;
    const data = new Uint8Array(width * height)
      .map((_, i) => image.data[i * channels]! & 1);
    const resized = resizeMask({ data, width, height }, toWidth, toHeight);
    assert.equal(checksum(resized.data), expected, `seed ${seed}`);
  });
  assert.ok(compared > 30, `${compared}`);
});

Deno.test("resizeProbabilityMap() equals PyTorch's bilinear with align_corners=False", () => {
  maps.cases.forEach(({ from, to, values }, seed) => {
    const random = randomSource(seed, "probability map");
    const [width, height] = from as [number, number];
    const [toWidth, toHeight] = to as [number, number];
    const data = Float32Array.from(
      { length: width * height },
      () => random.next(),
    );
    const actual = resizeProbabilityMap(
      { data, width, height },
      toWidth,
      toHeight,
    );
    const expected = values.split(" ").map(Number);
    assert.equal(actual.data.length, expected.length);
    actual.data.forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]!) < 2e-7, `case ${seed}, ${i}`)
    );
  });
});
