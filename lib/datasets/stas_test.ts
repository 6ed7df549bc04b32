import assert from "node:assert/strict";
import { openDataset } from "./open_dataset.ts";
import {
  bits,
  check,
  folderOf,
  goodStas,
  height,
  jpeg,
  labelme,
  leavesOut,
  rectangle,
  width,
} from "./testdata/folders.ts";

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
