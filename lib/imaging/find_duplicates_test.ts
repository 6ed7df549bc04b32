import assert from "node:assert/strict";
import { randomSource, type RasterImage } from "../core/mod.ts";
import { decodeImage } from "./decode_image.ts";
import { encodeJpeg } from "./encode_png.ts";
import { type DuplicateCandidate, findDuplicates } from "./find_duplicates.ts";
import { fingerprint } from "./fingerprint.ts";
import { differenceHash, imageLook } from "./image_look.ts";
import { resizeImage } from "./resize_image.ts";

const shared = Deno.env.get("SEGBOOK_SHARED_DATA") ??
  new URL("../../../shared/data", import.meta.url).pathname;
const folders = [
  `${shared}/wsss4luad/images/testing`,
  `${shared}/wsss4luad/images/validation`,
  `${shared}/dsb2018_histology/images`,
];

const exists = (path: string) => {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
};

function describe(id: string, image: RasterImage): DuplicateCandidate {
  return { id, fingerprint: fingerprint(image), look: imageLook(image) };
}

/** Smooth blotches, as tissue seen from afar. */
function blotches(seed: number, width = 90, height = 60): RasterImage {
  const random = randomSource(seed, "blotches");
  const waves = Array.from({ length: 12 }, () => [
    random.uniform(-9, 9),
    random.uniform(-9, 9),
    random.uniform(0, 6.28),
  ]) as [number, number, number][];
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width / width, Math.floor(i / width) / height];
    const sum = waves.reduce(
      (total, [u, v, phase]) => total + Math.sin(u * x + v * y + phase),
      0,
    );
    return Math.max(0, Math.min(255, Math.round(150 + sum * 15)));
  });
  return { data, width, height, channels: 1 };
}

/** Moves pixel (x, y) to where `to` says. */
function moved(
  image: RasterImage,
  width: number,
  height: number,
  to: (x: number, y: number) => readonly [number, number],
): RasterImage {
  const { channels } = image;
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < image.width * image.height; i++) {
    const [x, y] = to(i % image.width, Math.floor(i / image.width));
    for (let c = 0; c < channels; c++) {
      data[(y * width + x) * channels + c] = image.data[i * channels + c]!;
    }
  }
  return { data, width, height, channels };
}

const flipped = (image: RasterImage) =>
  moved(image, image.width, image.height, (x, y) => [image.width - 1 - x, y]);

/** A quarter turn anticlockwise. */
const rotated = (image: RasterImage) =>
  moved(image, image.height, image.width, (x, y) => [y, image.width - 1 - x]);

const smaller = (image: RasterImage) =>
  resizeImage(
    image,
    Math.round(image.width * 0.6),
    Math.round(image.height * 0.6),
  );

async function compressed(image: RasterImage): Promise<RasterImage> {
  const path = await Deno.makeTempFile({ suffix: ".jpg" });
  await Deno.writeFile(path, await encodeJpeg(image, 50));
  return await decodeImage(path);
}

Deno.test("findDuplicates() finds copies in all eight positions and names the turn", () => {
  const image = blotches(1);
  const quarter = rotated(image);
  const half = rotated(quarter);
  const positions = {
    flipped_horizontally: flipped(image),
    flipped_vertically: flipped(half),
    rotated_180: half,
    // How the copy must be turned to look like the first.
    rotated_270: quarter,
    rotated_90: rotated(half),
    transposed: rotated(flipped(image)),
    anti_transposed: flipped(quarter),
  };
  for (const [turn, copy] of Object.entries(positions)) {
    const [match] = findDuplicates([describe("a", image), describe("b", copy)]);
    assert.equal(match?.kind, "near", turn);
    assert.ok(match.correlation > 0.999, turn);
    if (!turn.includes("transposed")) assert.equal(match.turn, turn);
    else assert.match(match.turn, /transposed/);
  }
});

Deno.test("findDuplicates() tells same from near, and leaves different pictures alone", () => {
  const items = Array.from(
    { length: 40 },
    (_, seed) => describe(`${seed}`, blotches(seed)),
  );
  assert.deepEqual(findDuplicates(items), []);
  const extra = [
    describe("again", blotches(3)),
    describe("small", smaller(blotches(5))),
  ];
  const found = findDuplicates([...items, ...extra]);
  assert.deepEqual(found.map(({ a, b, kind }) => [a, b, kind]), [
    ["3", "again", "same"],
    ["5", "small", "near"],
  ]);
});

Deno.test("findDuplicates() does not take flat pictures of other brightness for copies", () => {
  const flat = (id: string, grey: number) =>
    describe(id, {
      data: new Uint8Array(100).fill(grey),
      width: 10,
      height: 10,
      channels: 1,
    });
  assert.deepEqual(findDuplicates([flat("a", 240), flat("b", 200)]), []);
  assert.equal(findDuplicates([flat("a", 240), flat("b", 241)]).length, 1);
});

Deno.test("differenceHash() changes few bits when a picture is compressed or resized", async () => {
  for (let seed = 0; seed < 10; seed++) {
    const image = blotches(seed);
    const hash = differenceHash(image);
    for (const copy of [smaller(image), await compressed(image)]) {
      const changed = (hash ^ differenceHash(copy)).toString(2)
        .replaceAll("0", "").length;
      assert.ok(changed <= 6, `seed ${seed}: ${changed} bits`);
    }
  }
});

Deno.test({
  name: "findDuplicates() on real H&E: no false alarm, every copy found",
  ignore: !folders.every(exists),
  fn: async () => {
    const originals: DuplicateCandidate[] = [];
    let missed = 0;
    for (const folder of folders) {
      for (const { name } of Deno.readDirSync(folder)) {
        const image = await decodeImage(`${folder}/${name}`);
        const item = describe(`${folder}/${name}`, image);
        originals.push(item);
        const small = smaller(image);
        const copies = [
          small,
          flipped(small),
          await compressed(rotated(small)),
        ];
        for (const copy of copies) {
          missed += 1 - findDuplicates([item, describe("copy", copy)]).length;
        }
      }
    }
    assert.equal(originals.length, 103);
    assert.equal(missed, 0);
    assert.deepEqual(findDuplicates(originals), []);
  },
});
