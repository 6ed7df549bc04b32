import assert from "node:assert/strict";
import sharp from "sharp";
import { encodePng, encodePng16 } from "../imaging/mod.ts";
import { checkDataset } from "./check_dataset.ts";
import { datasetFingerprint } from "./dataset_fingerprint.ts";
import { openDataset } from "./open_dataset.ts";
import {
  bits,
  check,
  folderOf,
  goodPair,
  goodStas,
  height,
  image,
  jpeg,
  leavesOut,
  mask,
  picture,
  width,
} from "./testdata/folders.ts";

Deno.test("checkDataset() refuses pictures that cannot be used, and leaves them out on request", async () => {
  const cmyk = await sharp(picture(0).data, {
    raw: { width, height, channels: 3 },
  })
    .toColourspace("cmyk").jpeg().toBuffer();
  const dim = await encodePng16({
    data: new Uint16Array(width * height).fill(99),
    width,
    height,
  });
  const small = await encodePng({
    data: bits.slice(0, 48),
    width: 8,
    height: 6,
  });
  const bad: [string, Uint8Array, RegExp][] = [
    ["images/bad.jpg", jpeg.subarray(0, 300), /whole JPEG/],
    ["images/bad.png", image.subarray(0, 300), /whole PNG/],
    ["images/bad.png", new Uint8Array(), /0 bytes/],
    ["images/bad.png", new TextEncoder().encode("hello"), /first bytes/],
    ["images/bad.png", dim, /16-bit/],
    ["masks/bad.png", mask.subarray(0, 60), /whole PNG/],
    [
      "masks/bad.png",
      small,
      /size must be that of the image, 24 x 16, current value is 8 x 6/,
    ],
  ];
  for (const [name, bytes, why] of bad) {
    const files = {
      "images/bad.png": image,
      "masks/bad.png": mask,
      ...goodPair,
    };
    const entries = Object.entries(files)
      .filter(([key]) =>
        key !== name && !(name === "images/bad.jpg" && key === "images/bad.png")
      );
    await leavesOut(
      { ...Object.fromEntries(entries), [name]: bytes },
      name,
      why,
    );
  }
  // Odd but usable.
  const { statistics } = await check(
    await folderOf({
      ...goodPair,
      "images/a.jpg": new Uint8Array(cmyk),
      "masks/a.png": mask,
    }),
  );
  assert.equal(statistics[0]?.channelMean.length, 3);
});

Deno.test("checkDataset() holds labels to the upright image", async () => {
  const turned = await sharp(jpeg).withMetadata({ orientation: 6 }).jpeg()
    .toBuffer();
  const upright = await encodePng({ data: bits, width: height, height: width });
  const bytes = new Uint8Array(turned);
  const good = await check(
    await folderOf({ "images/a.jpg": bytes, "masks/a.png": upright }),
  );
  assert.deepEqual(
    [good.statistics[0]?.width, good.statistics[0]?.height],
    [height, width],
  );
  await leavesOut(
    { ...goodPair, "images/a.jpg": bytes, "masks/a.png": mask },
    "masks/a.png",
    /16 x 24, current value is 24 x 16[^]*EXIF/,
  );
});

Deno.test("checkDataset() names the values where the foreground occurs in no mask", async () => {
  const root = await folderOf(goodPair);
  await assert.rejects(
    check(root, { foreground: "7" }),
    /none of 1; the values found in the first are 0, 255/,
  );
  const empty = await encodePng({
    data: new Uint8Array(width * height),
    width,
    height,
  });
  await assert.rejects(
    check(await folderOf({ ...goodPair, "masks/good.png": empty })),
    /values found in the first are 0\n/,
  );
  await assert.rejects(openDataset(root, { foreground: "red" }), /#ff0000/);
  await assert.rejects(
    openDataset(await folderOf(goodStas), { foreground: "1" }),
    /polygons have no values/,
  );
});

Deno.test("checkDataset() reports progress and keeps the order", async () => {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 7; i++) {
    files[`images/${i}.png`] = await encodePng(picture(i));
    files[`masks/${i}.png`] = mask;
  }
  const dataset = await openDataset(await folderOf(files));
  const seen: number[] = [];
  const { statistics } = await checkDataset(dataset, {
    onProgress: (done, total) => seen.push(done / total),
  });
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7].map((i) => i / 7));
  assert.deepEqual(statistics.map(({ id }) => id), [..."0123456"]);
  assert.equal(new Set(statistics.map((one) => one.fingerprint)).size, 7);
  assert.equal(statistics[0]?.label?.areaRatio, 20 / (width * height));
});

Deno.test("datasetFingerprint() depends on content and names, not on the place", async () => {
  const hash = async (files: Record<string, Uint8Array>) =>
    await datasetFingerprint(await openDataset(await folderOf(files)));
  const first = await hash(goodPair);
  assert.match(first, /^[0-9a-f]{64}$/);
  assert.equal(await hash(goodPair), first);
  const renamed = { "images/other.png": image, "masks/other.png": mask };
  const changed = mask.slice();
  changed[40]! ^= 1;
  for (
    const other of [
      renamed,
      { ...goodPair, "masks/good.png": changed },
      { ...goodPair, "test_images/x.png": image },
    ]
  ) assert.notEqual(await hash(other), first);
});
