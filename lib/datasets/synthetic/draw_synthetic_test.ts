import assert from "node:assert/strict";
import sharp from "sharp";
import { InputError } from "../../core/mod.ts";
import { drawSynthetic } from "./draw_synthetic.ts";
import { readSyntheticDescription } from "./drawn_folder.ts";
import type { SyntheticOptions } from "./synthetic_options.ts";

const small = {
  seed: 3,
  labelled: 2,
  public: 1,
  private: 1,
  width: 143,
  height: 79,
  workers: 1,
};

async function inTemporaryFolder(
  test: (folder: string, parent: string) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir();
  try {
    await test(`${parent}/drawn`, parent);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

async function filesOf(folder: string, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) {
      files.push(...await filesOf(`${folder}/${name}`, `${prefix}${name}/`));
    } else files.push(prefix + name);
  }
  return files.sort();
}

function namesOf(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

Deno.test("drawSynthetic() writes the competition's layout", async () => {
  await inTemporaryFolder(async (folder) => {
    const progress: string[] = [];
    await drawSynthetic({
      ...small,
      folder,
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    });
    assert.deepEqual(progress, ["1/4", "2/4", "3/4", "4/4"]);
    assert.deepEqual(await filesOf(folder), [
      ".truth/Private_00000000.json",
      ".truth/Public_00000000.json",
      "Private_Image/Private_00000000.jpg",
      "Public_Image/Public_00000000.jpg",
      "Train_Annotations/00000000.json",
      "Train_Annotations/00000001.json",
      "Train_Images/00000000.jpg",
      "Train_Images/00000001.jpg",
      "synthetic.json",
    ]);
    const { format, width, height } = await sharp(
      `${folder}/Train_Images/00000001.jpg`,
    ).metadata();
    assert.deepEqual([format, width, height], ["jpeg", 143, 79]);

    const label = JSON.parse(
      await Deno.readTextFile(`${folder}/Train_Annotations/00000001.json`),
    );
    assert.equal(label.version, "4.5.6");
    assert.deepEqual([label.imageWidth, label.imageHeight, label.imageData], [
      143,
      79,
      null,
    ]);
    await Deno.stat(`${folder}/Train_Annotations/${label.imagePath}`);
    for (const shape of label.shapes) {
      assert.equal(shape.label, "STAS");
      assert.equal(shape.shape_type, "polygon");
      for (const [x, y] of shape.points) {
        assert.ok(x >= 0 && x <= 142 && y >= 0 && y <= 78);
      }
    }
    const description = await readSyntheticDescription(folder);
    const { labelled, unlabelled } = description!.statistics;
    assert.equal(labelled.objects[1], label.shapes.length);
    assert.equal(unlabelled.ratio.length, 2);
    assert.equal(
      labelled.boxSide.length,
      labelled.objects.reduce((sum, n) => sum + n, 0),
    );
  });
});

Deno.test("drawSynthetic() draws the same bytes whatever the number of workers and images", async () => {
  await inTemporaryFolder(async (folder, parent) => {
    const [one, two] = [folder, `${parent}/other`];
    await drawSynthetic({ ...small, folder: one, workers: 2 });
    await drawSynthetic({ ...small, folder: two, workers: 1, labelled: 3 });
    for (const file of await filesOf(one)) {
      if (file === "synthetic.json") continue;
      assert.deepEqual(
        await Deno.readFile(`${one}/${file}`),
        await Deno.readFile(`${two}/${file}`),
        file,
      );
    }
  });
});

Deno.test("drawSynthetic() leaves a drawn folder alone and redraws a changed one", async () => {
  await inTemporaryFolder(async (folder, parent) => {
    const image = `${folder}/Train_Images/00000000.jpg`;
    const options: SyntheticOptions = { ...small, folder };
    await drawSynthetic(options);
    const first = await Deno.stat(image);
    await drawSynthetic({
      ...options,
      onProgress: () => assert.fail("drew again"),
    });
    assert.equal((await Deno.stat(image)).ino, first.ino);

    const bytes = await Deno.readFile(image);
    await Deno.remove(image);
    await drawSynthetic(options);
    assert.deepEqual(await Deno.readFile(image), bytes);

    await drawSynthetic({ ...options, seed: 4 });
    assert.notDeepEqual(await Deno.readFile(image), bytes);

    const stamp = JSON.parse(
      await Deno.readTextFile(`${folder}/synthetic.json`),
    );
    await Deno.writeTextFile(
      `${folder}/synthetic.json`,
      JSON.stringify({ ...stamp, version: -1 }),
    );
    let drawn = 0;
    await drawSynthetic({ ...options, seed: 4, onProgress: () => drawn++ });
    assert.equal(drawn, 4);
    assert.deepEqual(namesOf(parent), ["drawn"]);
  });
});

Deno.test("drawSynthetic() leaves nothing behind when it is stopped", async () => {
  await inTemporaryFolder(async (folder, parent) => {
    const stop = new AbortController();
    const drawing = drawSynthetic({
      ...small,
      folder,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await assert.rejects(drawing, { name: "AbortError" });
    assert.deepEqual(namesOf(parent), []);
    await drawSynthetic({ ...small, folder });
    assert.equal((await filesOf(folder)).length, 9);
  });
});

Deno.test("drawSynthetic() takes an interrupted drawing for none", async () => {
  await inTemporaryFolder(async (folder, parent) => {
    await Deno.mkdir(`${parent}/drawn.drawing.abc/Train_Images`, {
      recursive: true,
    });
    await Deno.utime(`${parent}/drawn.drawing.abc`, new Date(0), new Date(0));
    await drawSynthetic({ ...small, folder });
    assert.deepEqual(namesOf(parent), ["drawn"]);
    assert.equal((await filesOf(folder)).length, 9);
  });
});

Deno.test("drawSynthetic() refuses a folder with other things in it, and a file", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.mkdir(folder);
    await Deno.writeTextFile(`${folder}/thesis.txt`, "years of work");
    await assert.rejects(drawSynthetic({ ...small, folder }), InputError);
    await assert.rejects(
      drawSynthetic({ ...small, folder: `${folder}/thesis.txt` }),
      InputError,
    );
    assert.deepEqual(namesOf(folder), ["thesis.txt"]);
  });
});

Deno.test("drawSynthetic() names the option that is out of range", async () => {
  const rejects = (change: Partial<SyntheticOptions>, message: RegExp) => {
    return assert.rejects(
      drawSynthetic({ ...small, folder: "/nowhere/x", ...change }),
      { name: "InputError", message },
    );
  };
  await rejects(
    { labelled: 0 },
    /labelled must be an integer from 1 .* current value is 0/,
  );
  await rejects({ width: 10 }, /width must be an integer from 64/);
  await rejects({ seed: 1.5 }, /seed must be/);
  await rejects({ private: -1 }, /private must be/);
  await rejects(
    { width: 100, height: 900 },
    /height must be an integer from 25 to 400/,
  );
});
