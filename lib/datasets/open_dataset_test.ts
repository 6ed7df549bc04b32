import assert from "node:assert/strict";
import sharp from "sharp";
import { InputError, type RasterImage } from "../core/mod.ts";
import { encodeJpeg, encodePng, encodePng16 } from "../imaging/mod.ts";
import { checkDataset } from "./check_dataset.ts";
import type { DatasetOptions } from "./dataset.ts";
import { datasetFingerprint } from "./dataset_fingerprint.ts";
import { openDataset } from "./open_dataset.ts";

const width = 24;
const height = 16;

/** A picture with something to see; `seed` changes it. */
function picture(seed: number): RasterImage {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => 60 + (i * (seed + 3) * 7) % 190,
  );
  return { data, width, height, channels: 3 };
}

/** A 5 x 4 rectangle at (3, 2). */
const bits = Uint8Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return x >= 3 && x < 8 && y >= 2 && y < 6 ? 1 : 0;
});
const mask = await encodePng({ data: bits, width, height });
const image = await encodePng(picture(0));
const jpeg = await encodeJpeg(picture(0));

const rectangle = [[3, 2], [7, 2], [7, 5], [3, 5]];

interface LabelmeParts {
  readonly version?: string;
  readonly shapes?: unknown;
  readonly size?: readonly [number | null, number | null];
}

function labelme(parts: LabelmeParts = {}): string {
  const [imageWidth, imageHeight] = parts.size ?? [width, height];
  const shape = { label: "STAS", points: rectangle, shape_type: "polygon" };
  return JSON.stringify({
    version: parts.version ?? "4.5.5",
    flags: {},
    shapes: parts.shapes ?? [{ ...shape, group_id: null, flags: {} }],
    imagePath: "x.jpg",
    imageData: null,
    imageHeight,
    imageWidth,
  });
}

async function folderOf(
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<string> {
  const root = await Deno.makeTempDir();
  for (const [name, content] of Object.entries(files)) {
    const path = `${root}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await Deno.writeFile(path, content);
  }
  return root;
}

const check = async (root: string, options: DatasetOptions = {}) =>
  await checkDataset(await openDataset(root, options), options);

/** One bad file: refused by name with a remedy; with `skipBad` it alone is left out and the rest loads. */
async function leavesOut(
  files: Readonly<Record<string, Uint8Array | string>>,
  bad: string | readonly string[],
  why: RegExp,
  options: DatasetOptions = {},
) {
  const root = await folderOf(files);
  const names = typeof bad === "string" ? [bad] : bad;
  await assert.rejects(check(root, options), (error: unknown) => {
    assert.ok(error instanceof InputError, String(error));
    assert.equal(error.file, `${root}/${names[0]}`);
    assert.ok(error.remedy, "remedy");
    assert.match(error.message, why);
    return true;
  });
  const { dataset } = await check(root, { ...options, skipBad: true });
  assert.deepEqual(
    dataset.leftOut.map(({ file }) => file.slice(root.length + 1)),
    names,
  );
  assert.match(dataset.leftOut[0]!.reason, why);
  assert.deepEqual(dataset.labelled.map(({ id }) => id), ["good"]);
  return dataset;
}

const goodPair = { "images/good.png": image, "masks/good.png": mask };
const goodStas = {
  "Train_Images/good.jpg": jpeg,
  "Train_Annotations/good.json": labelme(),
};

Deno.test("openDataset() reads the AI CUP layout, labelme of three versions", async () => {
  const root = await folderOf({
    "Train_Images/00000000.jpg": jpeg,
    "Train_Images/00000001.jpg": jpeg,
    "Train_Images/00000002.jpg": jpeg,
    "Train_Annotations/00000000.json": labelme({ version: "3.16.7" }),
    "Train_Annotations/00000001.json": labelme({ version: "4.5.6" }),
    "Train_Annotations/00000002.json": labelme({ version: "4.6.0" }),
    "Public_Image/Public_00000000.jpg": jpeg,
    "Private_Images/Private_00000000.jpg": jpeg,
    ".DS_Store": "",
  });
  const dataset = await openDataset(root);
  assert.equal(dataset.kind, "stas");
  assert.equal(dataset.submission, "stas_zip");
  assert.equal(dataset.synthetic, false);
  assert.deepEqual(dataset.labelled.map(({ id, group }) => [id, group]), [
    ["00000000", "00000000"],
    ["00000001", "00000001"],
    ["00000002", "00000002"],
  ]);
  assert.deepEqual(dataset.unlabelled.map(({ id }) => id), [
    "Private_00000000",
    "Public_00000000",
  ]);
  for (const record of dataset.labelled) {
    assert.deepEqual((await dataset.load(record)).mask?.data, bits);
  }
  assert.equal((await dataset.load(dataset.unlabelled[0]!)).mask, undefined);
  await Deno.writeTextFile(`${root}/synthetic.json`, "{}");
  assert.equal((await openDataset(root)).synthetic, true);
});

Deno.test("openDataset() takes no shapes for an empty mask and cuts polygons at the border", async () => {
  const over = [{ points: [[-9, 10], [5.9, 10], [5, 99], [-9, 99]] }];
  const root = await folderOf({
    ...goodStas,
    "Train_Images/empty.jpg": jpeg,
    "Train_Annotations/empty.json": labelme({ shapes: [] }),
    "Train_Images/over.jpg": jpeg,
    "Train_Annotations/over.json": labelme({
      shapes: over,
      size: [null, null],
    }),
  });
  const { dataset, statistics } = await check(root);
  assert.deepEqual(dataset.leftOut, []);
  assert.deepEqual(
    statistics.map((
      { id, label },
    ) => [id, label?.objectAreas, label?.touchesBorder]),
    [["empty", [], false], ["good", [20], false], ["over", [36], true]],
  );
});

Deno.test("openDataset() refuses bad labelme files", async () => {
  const bad: [string, RegExp][] = [
    [
      labelme({ size: [width, height + 1] }),
      /24 x 16, current value is 24 x 17/,
    ],
    [labelme({ size: [height, width] }), /current value is 16 x 24[^]*EXIF/],
    [
      labelme({ shapes: [{ points: [] }] }),
      /shape 0 .* at least 3 points, current number is 0/,
    ],
    [
      labelme({
        shapes: [{ points: rectangle }, { points: [[1, 1], [2, 2]] }],
      }),
      /shape 1 .* number is 2/,
    ],
    [
      labelme({ shapes: [{ points: [[30, 1], [40, 1], [35, 9]] }] }),
      /must meet the image/,
    ],
    [
      labelme({ shapes: [{ points: [[1, -3], [9, -9], [5, -1]] }] }),
      /must meet the image/,
    ],
    [
      labelme({ shapes: [{ points: [[1, 1], [5, 5]], shape_type: "circle" }] }),
      /"circle"/,
    ],
    [labelme({ shapes: [{ points: [[1, "a"]] }] }), /shapes\.0\.points\.0\.1/],
    [labelme().slice(0, 60), /must be labelme JSON/],
    ['{"a": 1}', /must be labelme JSON, but at shapes/],
  ];
  for (const [label, why] of bad) {
    const files = {
      ...goodStas,
      "Train_Images/bad.jpg": jpeg,
      "Train_Annotations/bad.json": label,
    };
    await leavesOut(files, "Train_Annotations/bad.json", why);
  }
});

Deno.test("openDataset() refuses an image or annotation alone", async () => {
  await leavesOut(
    { ...goodStas, "Train_Images/alone.jpg": jpeg },
    "Train_Images/alone.jpg",
    /Train_Annotations\/alone\.json must be there/,
  );
  await leavesOut(
    { ...goodStas, "Train_Annotations/alone.json": labelme() },
    "Train_Annotations/alone.json",
    /Train_Images\/alone\.jpg must be there/,
  );
  await leavesOut(
    { ...goodPair, "images/alone.png": image },
    "images/alone.png",
    /masks\/alone\.png must be there/,
  );
  await leavesOut(
    { ...goodPair, "masks/alone_mask.png": mask },
    "masks/alone_mask.png",
    /images\/alone\.png .* must be there/,
  );
});

Deno.test("openDataset() pairs masks by name in sub-folders, with the usual suffixes", async () => {
  const root = await folderOf({
    "images/testing/00.png": image,
    "images/validation/00.png": image,
    "images/x_mask.png": image,
    "images/y.tif": new Uint8Array(),
    "images/Image_01L.jpg": jpeg,
    "images/notes.txt": "",
    "masks/testing/00.png": mask,
    "masks/validation/00_seg.png": mask,
    "masks/x_mask.png": mask,
    "masks/y_mask.gif": "",
    "masks/Image_01L_1stHO.png": mask,
    "masks/Image_01L_2ndHO.png": mask,
    "test_images/00.png": image,
  });
  const { labelled, unlabelled, kind, submission } = await openDataset(root);
  assert.deepEqual([kind, submission], ["mask_pairs", "mask_png"]);
  assert.deepEqual(
    labelled.map(({ id, imagePath, labelPath }) => [
      id,
      imagePath.slice(root.length),
      labelPath?.slice(root.length),
    ]),
    [
      ["Image_01L", "/images/Image_01L.jpg", "/masks/Image_01L_1stHO.png"],
      ["testing_00", "/images/testing/00.png", "/masks/testing/00.png"],
      [
        "validation_00",
        "/images/validation/00.png",
        "/masks/validation/00_seg.png",
      ],
      ["x_mask", "/images/x_mask.png", "/masks/x_mask.png"],
      ["y", "/images/y.tif", "/masks/y_mask.gif"],
    ],
  );
  assert.deepEqual(unlabelled.map(({ id }) => id), ["00"]);
});

Deno.test("openDataset() gives unlabelled images other ids than labelled ones", async () => {
  for (const folder of ["test_images", "test/images", "test"]) {
    const root = await folderOf({
      ...goodPair,
      [`${folder}/good.png`]: image,
      [`${folder}/new.png`]: image,
    });
    const { unlabelled } = await openDataset(root);
    assert.deepEqual(unlabelled.map(({ id }) => id), ["test_good", "test_new"]);
  }
});

Deno.test("openDataset() finds train/images and train/masks", async () => {
  const root = await folderOf({
    "train/images/a.png": image,
    "train/masks/a.png": mask,
    "test/images/b.png": image,
  });
  const { labelled, unlabelled } = await openDataset(root);
  assert.deepEqual([labelled[0]?.id, unlabelled[0]?.id], ["a", "b"]);
});

Deno.test("openDataset() makes ids safe and unique", async () => {
  const root = await folderOf({
    "images/a/b.png": image,
    "images/a_b.png": image,
    "images/腫瘤 (1).png": image,
    "masks/a/b.png": mask,
    "masks/a_b.png": mask,
    "masks/腫瘤 (1).png": mask,
  });
  const ids = (await openDataset(root)).labelled.map(({ id }) => id);
  assert.equal(new Set(ids).size, 3);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
});

Deno.test("openDataset() refuses two images, or two masks, of one name", async () => {
  await leavesOut(
    {
      ...goodPair,
      "images/a.jpg": jpeg,
      "images/a.png": image,
      "masks/a.png": mask,
    },
    ["images/a.jpg", "images/a.png"],
    /a\.jpg and a\.png share one/,
  );
  await leavesOut(
    {
      ...goodPair,
      "images/a.png": image,
      "masks/a.png": mask,
      "masks/a.gif": mask,
    },
    "images/a.png",
    /must have one mask, it has a\.gif and a\.png/,
  );
  await leavesOut(
    {
      ...goodStas,
      "Train_Images/a.jpg": jpeg,
      "Train_Images/a.png": image,
      "Train_Annotations/a.json": labelme(),
    },
    ["Train_Images/a.jpg", "Train_Images/a.png"],
    /must be unique/,
  );
});

Deno.test("openDataset() says what it looked for and what it found", async () => {
  const strange = await folderOf({ "scans/a.dcm": "", "train.csv": "" });
  await assert.rejects(
    openDataset(strange),
    /Train_Images\/ with Train_Annotations\/.*images\/ with masks\/.*holds scans\/, train\.csv/,
  );
  await assert.rejects(openDataset(await folderOf({})), /holds nothing/);
  await assert.rejects(openDataset(`${strange}/none`), /there is none/);
  await assert.rejects(
    openDataset(
      await folderOf({
        "images/a.bmp": "",
        "images/b.bmp": "",
        "masks/a.png": mask,
      }),
    ),
    /must hold images .* it holds 2 \.bmp/,
  );
  await assert.rejects(
    openDataset(
      await folderOf({
        "Train_Images/x": "",
        "Train_Annotations/a.json": labelme(),
      }),
    ),
    /must hold images/,
  );
  await assert.rejects(
    openDataset(
      await folderOf({ "images/a.png": image, "masks/b.png": mask }),
      { skipBad: true },
    ),
    /at least one image with a label, current number is 0; 2 files were left out/,
  );
});

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

Deno.test("openDataset() takes the group from the pattern", async () => {
  const root = await folderOf({
    "images/case12_day1.png": image,
    "masks/case12_day1.png": mask,
  });
  const { labelled } = await openDataset(root, { group: "^(case\\d+)_" });
  assert.equal(labelled[0]?.group, "case12");
  await assert.rejects(
    openDataset(root, { group: "^case" }),
    /no capture group/,
  );
  await assert.rejects(openDataset(root, { group: "(" }), /regular expression/);
  await assert.rejects(
    openDataset(root, { group: "^(p\\d+)" }),
    /does not fit "case12_day1"/,
  );
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

const shared = Deno.env.get("SEGBOOK_SHARED_DATA") ??
  new URL("../../../shared/data", import.meta.url).pathname;

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

Deno.test({
  name: "openDataset() reads the real WSSS4LUAD pairs",
  ignore: !exists(`${shared}/wsss4luad`),
  fn: async () => {
    const { dataset, statistics } = await check(`${shared}/wsss4luad`, {
      foreground: "0",
    });
    assert.equal(dataset.labelled.length, 63);
    assert.deepEqual(dataset.unlabelled, []);
    const ratios = statistics.map(({ label }) => label!.areaRatio);
    assert.equal(ratios.filter((ratio) => ratio === 0).length, 5);
    // The Dice of calling everything foreground, both empty counting 1: the baseline that is known for this set.
    const everything = ratios.map((ratio) => 2 * ratio / (1 + ratio));
    const mean = everything.reduce((a, b) => a + b) / 63;
    assert.equal(mean.toFixed(3), "0.483");
  },
});
