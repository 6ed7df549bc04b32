import assert from "node:assert/strict";
import { openDataset } from "./open_dataset.ts";
import {
  check,
  folderOf,
  goodPair,
  goodStas,
  image,
  jpeg,
  labelme,
  leavesOut,
  mask,
} from "./testdata/folders.ts";

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
    // The Dice of calling everything foreground, 0 where there is none: the baseline that is known for this set.
    const everything = ratios.map((ratio) => 2 * ratio / (1 + ratio));
    const mean = everything.reduce((a, b) => a + b) / 63;
    assert.equal(mean.toFixed(3), "0.483");
  },
});
