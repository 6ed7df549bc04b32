import assert from "node:assert/strict";
import { zipSync } from "fflate";
import sharp from "sharp";
import { type Mask, randomSource } from "../core/mod.ts";
import { encodePng } from "../imaging/mod.ts";
import {
  readSubmission,
  validateSubmission,
  type Validation,
  writeSubmission,
} from "./mod.ts";

const WIDTH = 12, HEIGHT = 7;

function randomEntry(id: string, seed: number): { id: string; mask: Mask } {
  const random = randomSource(seed, "submission");
  const data = Uint8Array.from(
    { length: WIDTH * HEIGHT },
    () => random.chance(.4) ? 1 : 0,
  );
  return { id, mask: { data, width: WIDTH, height: HEIGHT } };
}

const ids = ["Private_00000003", "Public_00000000", "Public_00000001"];
const entries = ids.map(randomEntry);
const expected = ids.map((id) => ({
  name: `${id}.png`,
  width: WIDTH,
  height: HEIGHT,
}));
const pngs = Object.fromEntries(
  await Promise.all(
    entries.map(async ({ id, mask }) =>
      [`${id}.png`, await encodePng(mask)] as const
    ),
  ),
);

/** Validates a zip with these bytes. */
async function validate(bytes: Uint8Array): Promise<Validation> {
  const path = await Deno.makeTempFile({ suffix: ".zip" });
  try {
    await Deno.writeFile(path, bytes);
    return await validateSubmission(path, expected, "stas_zip");
  } finally {
    await Deno.remove(path);
  }
}

/** The problems of a zip with these files. */
async function problemsOf(
  files: Record<string, Uint8Array>,
): Promise<string[]> {
  const { valid, problems } = await validate(zipSync({ ...pngs, ...files }));
  assert.equal(valid, problems.length === 0);
  return [...problems];
}

async function collect(path: string) {
  const masks: { id: string; mask: Mask }[] = [];
  for await (const { name, mask } of readSubmission(path)) {
    masks.push({ id: name.slice(0, -4), mask });
  }
  return masks;
}

const rejects = async (path: string, message: RegExp) =>
  await assert.rejects(collect(path), { name: "InputError", message });

Deno.test("writeSubmission() is read back whole and valid", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/submission.zip`;
  await writeSubmission(path, entries, "stas_zip");
  assert.deepEqual(await collect(path), entries);
  assert.deepEqual(await validateSubmission(path, expected, "stas_zip"), {
    valid: true,
    problems: [],
    images: 3,
  });
  const names = Array.from(Deno.readDirSync(folder), (entry) => entry.name);
  assert.deepEqual(names, ["submission.zip"]);
});

Deno.test("writeSubmission() gives the same bytes whenever and in whatever order", async () => {
  const folder = await Deno.makeTempDir();
  async function* backwards() {
    for (const entry of [...entries].reverse()) {
      yield await Promise.resolve(entry);
    }
  }
  await writeSubmission(`${folder}/a.zip`, entries, "stas_zip");
  const first = await Deno.readFile(`${folder}/a.zip`);
  // The zip library would take the clock by default.
  const now = Date.now;
  Date.now = () => now() + 1e9;
  try {
    await writeSubmission(`${folder}/b.zip`, backwards(), "stas_zip");
  } finally {
    Date.now = now;
  }
  assert.deepEqual(await Deno.readFile(`${folder}/b.zip`), first);
  // 1980-01-01 12:00:00 in the first local header, whatever the time zone.
  const view = new DataView(first.buffer);
  assert.equal(view.getUint32(10, true), (1 << 21 | 1 << 16 | 12 << 11) >>> 0);
});

Deno.test("writeSubmission() of mask_png makes folder and zip, both valid, and drops old masks", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/masks`);
  await Deno.writeTextFile(`${folder}/masks/old.png`, "old");
  await writeSubmission(`${folder}/masks.zip`, entries, "mask_png");
  for (const path of [`${folder}/masks`, `${folder}/masks.zip`]) {
    assert.deepEqual(await collect(path), entries);
    const { valid } = await validateSubmission(path, expected, "mask_png");
    assert.ok(valid);
  }
  assert.equal([...Deno.readDirSync(folder)].length, 2);
  assert.match(
    (await validateSubmission(`${folder}/masks`, expected, "stas_zip"))
      .problems[0]!,
    /must be a zip/,
  );
});

Deno.test("writeSubmission() refuses what does not fit and leaves no file", async () => {
  const folder = await Deno.makeTempDir();
  const write = (
    given: typeof entries,
    format: "stas_zip" | "mask_png" = "stas_zip",
  ) => writeSubmission(`${folder}/a.zip`, given, format);
  const { mask } = entries[0]!;
  await assert.rejects(
    write([{ id: "00000001", mask }]),
    /ids must be Public_ or/,
  );
  await assert.rejects(
    write([{ id: "../a", mask }], "mask_png"),
    /ids must be letters/,
  );
  await assert.rejects(
    write([{ id: ".a", mask }], "mask_png"),
    /ids must be letters/,
  );
  await assert.rejects(
    write([...entries, entries[0]!]),
    /"Private_00000003" twice/,
  );
  await assert.rejects(write([]), /at least one mask/);
  const bad = (data: Uint8Array) => [{ id: ids[0]!, mask: { ...mask, data } }];
  await assert.rejects(write(bad(new Uint8Array(84).fill(255))), /0 or 1/);
  await assert.rejects(write(bad(new Uint8Array(83))), /12x7 values/);
  await assert.rejects(
    writeSubmission(`${folder}/a`, entries, "stas_zip"),
    /"\.zip"/,
  );
  assert.deepEqual([...Deno.readDirSync(folder)], []);
});

Deno.test("validateSubmission() names missing and extra files", async () => {
  const { "Public_00000000.png": one, ...others } = pngs;
  const { problems, images } = await validate(
    zipSync({ ...others, "Public_00000009.png": one! }),
  );
  assert.deepEqual(problems, [
    '"Public_00000009.png" is not expected.',
    '"Public_00000000.png" is missing.',
  ]);
  assert.equal(images, 2);
});

Deno.test("validateSubmission() takes black and white in any kind of PNG", async () => {
  const grey = await sharp(pngs["Public_00000000.png"]!).png();
  for (
    const bytes of [
      await grey.clone().toColourspace("srgb").png().toBuffer(),
      await grey.clone().toColourspace("srgb").ensureAlpha().png().toBuffer(),
      await grey.clone().png({ palette: true }).toBuffer(),
    ]
  ) {
    const files = { "Public_00000000.png": new Uint8Array(bytes) };
    assert.deepEqual(await problemsOf(files), []);
    const path = await Deno.makeTempFile({ suffix: ".zip" });
    await Deno.writeFile(path, zipSync(files));
    assert.deepEqual((await collect(path))[0]?.mask, entries[1]!.mask);
  }
});

Deno.test("validateSubmission() names wrong sizes, values, depths, colours and files that are no PNG", async () => {
  const picture = (
    channels: 1 | 3 | 4,
    value: (i: number) => number,
    size = 1,
  ) =>
    sharp(
      Uint8Array.from({ length: WIDTH * HEIGHT * channels * size }, (_, i) =>
        value(i)),
      { raw: { width: WIDTH, height: HEIGHT * size, channels } },
    );
  const grey = (value: (i: number) => number) =>
    picture(1, value).toColourspace("b-w");
  const cases: [string, { png(): { toBuffer(): Promise<Uint8Array> } }][] = [
    ["is 12x14, must be 12x7", picture(1, () => 0, 2)],
    ["has value 1, must have 0 and 255 only", grey((i) => i === 83 ? 1 : 0)],
    ["has colours", picture(3, (i) => i % 3 === 0 ? 255 : 0)],
    ["has transparent pixels", picture(4, () => 0)],
    [
      "has 16 bits a channel",
      picture(1, () => 0).toColourspace("grey16"),
    ],
  ];
  for (const [problem, image] of cases) {
    const bytes = new Uint8Array(await image.png().toBuffer());
    const [found] = await problemsOf({ "Public_00000001.png": bytes });
    assert.ok(
      found?.startsWith(`"Public_00000001.png" ${problem}`),
      `${found}`,
    );
  }
  const jpeg = new Uint8Array(await grey(() => 0).jpeg().toBuffer());
  assert.deepEqual(await problemsOf({ "Public_00000001.png": jpeg }), [
    '"Public_00000001.png" is no PNG.',
  ]);
  const cut = pngs["Public_00000001.png"]!.slice(0, 45);
  const [found] = await problemsOf({ "Public_00000001.png": cut });
  assert.match(found!, /"Public_00000001.png" cannot be decoded/);
});

Deno.test("readSubmission() and validateSubmission() do not decode a PNG that claims billions of pixels", async () => {
  const huge = pngs["Public_00000001.png"]!.slice();
  new DataView(huge.buffer).setUint32(16, 2 ** 31 - 1);
  new DataView(huge.buffer).setUint32(20, 2 ** 31 - 1);
  const [problem] = await problemsOf({ "Public_00000001.png": huge });
  assert.match(problem!, /is 2147483647x2147483647, must be 12x7/);
  const path = await Deno.makeTempFile({ suffix: ".zip" });
  await Deno.writeFile(path, zipSync({ "a.png": huge }));
  await rejects(path, /"a.png" claims 2147483647x2147483647 pixels/);
});

Deno.test("validateSubmission() and readSubmission() refuse sub-folders and names that lead out", async () => {
  const png = pngs["Public_00000001.png"]!;
  const cases = {
    "masks/a.png": "is in a sub-folder",
    "masks/": "is in a sub-folder",
    "masks\\a.png": "is in a sub-folder",
    "../a.png": "leads out of the folder",
    "x/../../a.png": "leads out of the folder",
    "..\\a.png": "leads out of the folder",
    "/etc/a.png": "leads out of the folder",
    "C:\\a.png": "leads out of the folder",
    "a\0.png": "is no file name",
  };
  for (const [name, fault] of Object.entries(cases)) {
    assert.deepEqual(await problemsOf({ [name]: png }), [
      `"${name}" ${fault}.`,
    ]);
    const path = await Deno.makeTempFile({ suffix: ".zip" });
    await Deno.writeFile(path, zipSync({ [name]: png }));
    await rejects(path, new RegExp(fault));
  }
});

Deno.test("validateSubmission() refuses sub-folders and links in a folder", async () => {
  const folder = await Deno.makeTempDir();
  await writeSubmission(`${folder}/m.zip`, entries, "mask_png");
  await Deno.mkdir(`${folder}/m/inner`);
  await Deno.symlink("/etc/hostname", `${folder}/m/link.png`);
  const { problems } = await validateSubmission(
    `${folder}/m`,
    expected,
    "mask_png",
  );
  assert.deepEqual(problems, [
    '"inner" is no plain file.',
    '"link.png" is no plain file.',
  ]);
});

/** Changes every occurrence of a field that lies `at` bytes after a record's signature. */
function patch(
  bytes: Uint8Array,
  signature: number,
  at: number,
  value: number,
) {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let i = 0; i + at + 4 <= copy.length; i++) {
    if (view.getUint32(i, true) === signature) {
      view.setUint32(i + at, value, true);
    }
  }
  return copy;
}

Deno.test("validateSubmission() refuses zip bombs before they unpack", async () => {
  const DIRECTORY = 0x02014b50;
  const zeros = zipSync({
    ...pngs,
    "Public_00000000.png": new Uint8Array(3e6),
  });
  const problems = async (bytes: Uint8Array) =>
    (await validate(bytes)).problems.join("\n");

  // Declares gigabytes.
  assert.match(
    await problems(patch(zeros, DIRECTORY, 24, 0xf0000000)),
    /unpacks to 4026531840 bytes, more than 67108864/,
  );
  // Declares less than it is: unpacking stops there.
  assert.match(
    await problems(patch(zeros, DIRECTORY, 24, 500)),
    /"Public_00000000.png" cannot be read: .*larger than 500 bytes/,
  );
  // All entries share one file's bytes.
  assert.match(await problems(patch(zeros, DIRECTORY, 42, 0)), /overlaps/);
  // 60,000 empty files.
  const many: Record<string, Uint8Array> = {};
  for (let i = 0; i < 60_000; i++) many[`${i}`] = new Uint8Array(0);
  assert.match(
    await problems(zipSync(many, { level: 0 })),
    /holds 60000 files, more than 20000/,
  );
});

Deno.test("validateSubmission() finds a wrong checksum", async () => {
  const { problems } = await validate(patch(zipSync(pngs), 0x02014b50, 16, 1));
  assert.equal(problems.length, 3);
  assert.match(problems[0]!, /checksum is wrong/);
});

Deno.test("validateSubmission() refuses a name that is there twice", async () => {
  const bytes = zipSync({ ...pngs, "Public_00000002.png": new Uint8Array(0) });
  const text = new TextDecoder("latin1").decode(bytes)
    .replaceAll("Public_00000002", "Public_00000001");
  const twice = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  // latin1 in browsers' tables is windows-1252, which would change bytes: only ASCII was replaced.
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! > 127) twice[i] = bytes[i]!;
  }
  assert.deepEqual((await validate(twice)).problems, [
    '"Public_00000001.png" is there twice.',
  ]);
});

Deno.test("validateSubmission() finds every truncation, and never throws", async () => {
  const whole = zipSync(pngs, { level: 0 });
  assert.ok((await validate(whole)).valid);
  for (let length = 0; length < whole.length; length += 7) {
    const { valid, problems } = await validate(whole.slice(0, length));
    assert.ok(!valid);
    assert.match(problems[0]!, /truncated or no zip|damaged/);
  }
});

Deno.test("validateSubmission() never throws and never passes changed pixels on 200 damaged zips", async () => {
  const random = randomSource(1, "damage");
  let found = 0;
  for (let i = 0; i < 200; i++) {
    const bytes = zipSync(pngs, { level: i % 2 ? 0 : 6 });
    for (let change = 0; change <= i % 3; change++) {
      bytes[random.integer(bytes.length)] = random.integer(256);
    }
    const path = await Deno.makeTempFile({ suffix: ".zip" });
    await Deno.writeFile(path, bytes);
    const { valid } = await validateSubmission(path, expected, "stas_zip");
    if (valid) {
      const masks = await collect(path);
      masks.sort((a, b) => a.id < b.id ? -1 : 1);
      assert.deepEqual(masks, entries);
    } else found++;
    await Deno.remove(path);
  }
  assert.ok(found > 100, `${found}`);
});

Deno.test("validateSubmission() and readSubmission() name a missing file", async () => {
  const { problems } = await validateSubmission(
    "/nowhere.zip",
    expected,
    "stas_zip",
  );
  assert.match(problems[0]!, /file does not exist/);
  await rejects("/nowhere.zip", /file does not exist\n {2}File: \/nowhere.zip/);
});

const shared = Deno.env.get("SEGBOOK_SHARED_DATA") ??
  new URL("../../../shared/data", import.meta.url).pathname;
const real = `${shared}/stas_meta/nicochang18_Ensemble_Result.zip`;
const hasReal = await Deno.stat(real).then(() => true, () => false);

Deno.test({
  name:
    "validateSubmission() takes a real submission of the AI CUP and finds what it lacks",
  ignore: !hasReal,
  async fn() {
    const names = (part: string, count: number) =>
      Array.from(
        { length: count },
        (_, i) => `${part}_${String(i).padStart(8, "0")}.png`,
      );
    const all = [...names("Public", 131), ...names("Private", 184)]
      .map((name) => ({ name, width: 1716, height: 942 }));
    const one = { name: "Public_00000131.png", width: 1716, height: 942 };
    const found = await validateSubmission(real, [...all, one], "stas_zip");
    assert.deepEqual(found, {
      valid: false,
      problems: ['"Public_00000131.png" is missing.'],
      images: 315,
    });

    for await (const { name, mask } of readSubmission(real)) {
      assert.match(name, /^P(ublic|rivate)_\d{8}\.png$/);
      const foreground = mask.data.reduce((sum, value) => sum + value, 0);
      assert.ok(foreground > 0 && foreground < mask.data.length / 2, name);
      break;
    }
  },
});
