import assert from "node:assert/strict";
import { makeMissing } from "./make_missing.ts";
import { NativeUnavailable } from "./native_unavailable.ts";
import { findMissing, forgetRefusal, type Plan } from "./plan.ts";
import { choosePlatform, type Variant } from "./platform.ts";
import { Progress } from "./progress.ts";
import type { Project } from "./project.ts";
import type { Step } from "./step.ts";

/** A plan whose steps write one file each and note that they did. */
async function fakePlan(
  options: { variant?: Variant; failing?: Record<string, Error> } = {},
) {
  const root = await Deno.makeTempDir();
  const made: string[] = [];
  let text = "";
  const variant = options.variant ?? "cpu";
  const project: Project = {
    root,
    variant,
    platform: choosePlatform("linux", "x86_64", variant),
    progress: new Progress({
      write: (more) => text += more,
      terminal: false,
      now: () => 0,
    }),
  };
  const pins: Record<string, number> = {};
  const failing = options.failing ?? {};
  const step = (id: string): Step => ({
    id,
    title: id,
    inputs: pins[id] ?? 1,
    async build() {
      made.push(id);
      if (failing[id]) throw failing[id];
      await Deno.writeTextFile(`${root}/${id}`, "whole");
      return [id];
    },
  });
  const plan = (): Plan => ({
    python: step("python"),
    npm: step("npm"),
    tensorflow: step("tensorflow"),
    addon: step("addon"),
    browser: step("browser"),
    kernel: (backend) => ({ ...step("kernel"), inputs: backend }),
  });
  return { root, project, plan, pins, failing, made, text: () => text };
}

const ALL = ["python", "npm", "tensorflow", "addon", "kernel", "browser"];

Deno.test("makeMissing() makes all in order, then nothing", async () => {
  const fake = await fakePlan();
  await makeMissing(fake.project, fake.plan());
  assert.deepEqual(fake.made, ALL);
  assert.match(fake.text(), /\n1\/6 python \.\.\. 0 s\n[\s\S]*6\/6 browser/);
  await makeMissing(fake.project, fake.plan());
  assert.equal(fake.made.length, ALL.length);
});

Deno.test("makeMissing() makes anew what a changed pin concerns, and what was lost", async () => {
  const fake = await fakePlan();
  await makeMissing(fake.project, fake.plan());
  fake.made.length = 0;
  fake.pins.npm = 2;
  await Deno.remove(`${fake.root}/browser`);
  await makeMissing(fake.project, fake.plan());
  assert.deepEqual(fake.made, ["npm", "browser"]);
});

Deno.test("makeMissing() goes on where a step broke off", async () => {
  const fake = await fakePlan({
    failing: { tensorflow: new Error("no line") },
  });
  await assert.rejects(makeMissing(fake.project, fake.plan()), /no line/);
  assert.match(fake.text(), /tensorflow \.\.\. failed\n$/);
  delete fake.failing.tensorflow;
  fake.made.length = 0;
  await makeMissing(fake.project, fake.plan());
  assert.deepEqual(fake.made, ["tensorflow", "addon", "kernel", "browser"]);
});

Deno.test("makeMissing() does without a native library that cannot be had, and remembers it", async () => {
  const fake = await fakePlan({
    failing: { addon: new NativeUnavailable("no compiler", "Get one.") },
  });
  await makeMissing(fake.project, fake.plan());
  assert.deepEqual(fake.made, ALL);
  const found = await findMissing(fake.root, fake.plan());
  assert.deepEqual(
    [found.missing.length, found.backend, found.refusal?.remedy],
    [0, "wasm", "Get one."],
  );
  // A new pin, or a person's word, has it tried again.
  fake.pins.tensorflow = 2;
  assert.equal((await findMissing(fake.root, fake.plan())).backend, "native");
  fake.pins.tensorflow = 1;
  await forgetRefusal(fake.root);
  delete fake.failing.addon;
  await makeMissing(fake.project, fake.plan());
  const after = await findMissing(fake.root, fake.plan());
  assert.deepEqual([after.missing.length, after.backend], [0, "native"]);
});

Deno.test("makeMissing() does not do without the native library where a GPU is asked for", async () => {
  const fake = await fakePlan({
    variant: "gpu",
    failing: { addon: new NativeUnavailable("it does not load") },
  });
  await assert.rejects(
    makeMissing(fake.project, fake.plan()),
    /for the GPU: it does not load[\s\S]*setup --cpu/,
  );
});

Deno.test("makeMissing() makes again what a later step took away", async () => {
  const fake = await fakePlan();
  const plan = fake.plan();
  await makeMissing(fake.project, plan);
  fake.made.length = 0;
  fake.pins.python = 2;
  const next = fake.plan();
  const python: Step = {
    ...next.python,
    async build(interrupted) {
      await Deno.remove(`${fake.root}/kernel`);
      return await next.python.build(interrupted);
    },
  };
  await makeMissing(fake.project, { ...next, python });
  assert.deepEqual(fake.made, ["python", "kernel"]);
});
