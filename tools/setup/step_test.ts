import assert from "node:assert/strict";
import { isCurrent, makeStep, type Step } from "./step.ts";

function fileStep(root: string, inputs: unknown, content = "whole"): Step & {
  readonly tries: boolean[];
} {
  const tries: boolean[] = [];
  return {
    id: "file",
    title: "a file",
    inputs,
    tries,
    async build(interrupted) {
      tries.push(interrupted);
      await Deno.writeTextFile(`${root}/out`, content);
      return ["out"];
    },
  };
}

Deno.test("makeStep() leaves a stamp for these inputs alone", async () => {
  const root = await Deno.makeTempDir();
  const step = fileStep(root, { pin: 1 });
  assert.equal(await isCurrent(root, step), false);
  await makeStep(root, step);
  assert.equal(await isCurrent(root, step), true);
  assert.equal(await isCurrent(root, fileStep(root, { pin: 2 })), false);
  assert.deepEqual(step.tries, [false]);
});

Deno.test("isCurrent() sees a result that is gone or cut short", async () => {
  const root = await Deno.makeTempDir();
  const step = fileStep(root, 1);
  await makeStep(root, step);
  await Deno.writeTextFile(`${root}/out`, "whol");
  assert.equal(await isCurrent(root, step), false);
  await makeStep(root, step);
  await Deno.remove(`${root}/out`);
  assert.equal(await isCurrent(root, step), false);
});

Deno.test("isCurrent() sees a link that leads elsewhere or nowhere", async () => {
  const root = await Deno.makeTempDir();
  for (const name of ["a", "b"]) {
    await Deno.writeTextFile(`${root}/${name}`, "");
  }
  await Deno.symlink(`${root}/a`, `${root}/out`);
  const step: Step = {
    id: "link",
    title: "a link",
    inputs: 1,
    build: () => Promise.resolve(["out"]),
  };
  await makeStep(root, step);
  await Deno.writeTextFile(`${root}/a`, "updated in place");
  assert.equal(await isCurrent(root, step), true);
  await Deno.remove(`${root}/out`);
  await Deno.symlink(`${root}/b`, `${root}/out`);
  assert.equal(await isCurrent(root, step), false);
  await makeStep(root, step);
  await Deno.remove(`${root}/b`);
  assert.equal(await isCurrent(root, step), false);
});

Deno.test("makeStep() tells a step that it was cut off before", async () => {
  const root = await Deno.makeTempDir();
  const good = fileStep(root, 1);
  await makeStep(root, good);
  const cut = {
    ...good,
    inputs: 2,
    async build() {
      await Deno.writeTextFile(`${root}/out`, "half");
      throw new Error("cut off");
    },
  };
  await assert.rejects(makeStep(root, cut), /cut off/);
  assert.equal(await isCurrent(root, good), false);
  await makeStep(root, good);
  assert.deepEqual(good.tries, [false, true]);
  assert.equal(await isCurrent(root, good), true);
});

Deno.test("makeStep() leaves no stamp where what was promised is not there", async () => {
  const root = await Deno.makeTempDir();
  const step = { ...fileStep(root, 1), build: () => Promise.resolve(["none"]) };
  await assert.rejects(makeStep(root, step), Deno.errors.NotFound);
  assert.equal(await isCurrent(root, step), false);
});

Deno.test("isCurrent() takes a broken stamp for none", async () => {
  const root = await Deno.makeTempDir();
  const step = fileStep(root, 1);
  await makeStep(root, step);
  await Deno.writeTextFile(`${root}/.setup/file.json`, '{"key":');
  assert.equal(await isCurrent(root, step), false);
});
