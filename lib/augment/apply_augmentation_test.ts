import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { type AugmentStep, unetBaseline } from "../recipes/mod.ts";
import { applyAugmentation } from "./apply_augmentation.ts";
import type { LabelledImage } from "./labelled_image.ts";
import { oracleSample } from "./testdata/oracles.ts";

const affine = {
  name: "affine",
  probability: 1,
  rotate: 45,
  scale: 0.3,
  shift: 0.2,
  shear: 10,
} as const;
const everyStep = unetBaseline.augment.map((step) => ({
  ...step,
  probability: 1,
}));

/** A bright disc on black; the label is the disc. */
function disc(width: number, height: number): LabelledImage {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x - width / 3, y - height / 2.5) < height / 5;
      data[y * width + x] = inside ? 1 : 0;
    }
  }
  return {
    image: { data: data.map((v) => 255 * v), width, height, channels: 1 },
    mask: { data, width, height },
  };
}

Deno.test("applyAugmentation() changes nothing where no step happens", () => {
  const never: AugmentStep[] = everyStep.map((s) => ({ ...s, probability: 0 }));
  const result = applyAugmentation(oracleSample, never, randomSource(1));
  assert.deepEqual(result, { ...oracleSample, applied: [] });
});

Deno.test("applyAugmentation() gives equal bytes from equal sources", () => {
  const run = (key: number) =>
    applyAugmentation(oracleSample, everyStep, randomSource(5, key));
  assert.deepEqual(run(1), run(1));
  assert.notDeepEqual(run(1).image.data, run(2).image.data);
});

Deno.test("applyAugmentation() names each step with its parameters", () => {
  const { applied } = applyAugmentation(
    oracleSample,
    everyStep,
    randomSource(5),
  );
  assert.deepEqual(applied.map((s) => s.name), everyStep.map((s) => s.name));
  const { parameters } = applied.find((s) => s.name === "hue_saturation")!;
  assert.ok(Math.abs(parameters["hue"]!) <= 10);
  assert.ok(Math.abs(parameters["saturation"]! - 1) <= 0.2);
});

Deno.test("applyAugmentation() makes a step happen as often as its probability", () => {
  const steps = [{ name: "flip_vertical", probability: 0.3 }] as const;
  let count = 0;
  for (let draw = 0; draw < 2000; draw++) {
    count += applyAugmentation(oracleSample, steps, randomSource(7, draw))
      .applied.length;
  }
  // Standard error 0.0102; four of them are allowed.
  assert.ok(Math.abs(count / 2000 - 0.3) < 0.041, `${count} of 2000`);
});

Deno.test("applyAugmentation() is undone by the same flip", () => {
  for (const name of ["flip_horizontal", "flip_vertical"] as const) {
    const step = { name, probability: 1 };
    const twice = applyAugmentation(
      oracleSample,
      [step, step],
      randomSource(1),
    );
    assert.deepEqual(twice.image, oracleSample.image);
    const separate = applyAugmentation(
      applyAugmentation(oracleSample, [step], randomSource(1)),
      [step],
      randomSource(1),
    );
    assert.deepEqual(separate.mask, oracleSample.mask);
  }
});

Deno.test("applyAugmentation() moves image and mask together", () => {
  const sample = disc(60, 40);
  const steps = [
    { name: "flip_horizontal", probability: 0.5 },
    { name: "rotate_90", probability: 0.5 },
    affine,
  ] as const;
  for (let draw = 0; draw < 40; draw++) {
    const { image, mask } = applyAugmentation(
      sample,
      steps,
      randomSource(11, draw),
    );
    // Only pixels on the disc's edge may be on different sides of one half.
    const differing = mask.data.filter((v, i) =>
      (image.data[i]! > 127 ? 1 : 0) !== v
    );
    const area = mask.data.reduce((sum, v) => sum + v, 0);
    assert.ok(area > 0);
    assert.ok(
      differing.length <= 4 * Math.sqrt(area),
      `draw ${draw}: ${differing.length} of ${area}`,
    );
  }
});

Deno.test("applyAugmentation() changes the sides over with odd quarter turns", () => {
  const steps = [{ name: "rotate_90", probability: 1 }] as const;
  const seen = new Set<number>();
  for (let draw = 0; draw < 20; draw++) {
    const { image, applied } = applyAugmentation(
      oracleSample,
      steps,
      randomSource(13, draw),
    );
    const turns = applied[0]!.parameters["turns"]!;
    seen.add(turns);
    const { width, height } = oracleSample.image;
    assert.equal(image.width, turns === 2 ? width : height);
    assert.equal(image.height, turns === 2 ? height : width);
  }
  assert.deepEqual([...seen].sort(), [1, 2, 3]);
});

Deno.test("applyAugmentation() reads true pixels around the window", () => {
  const sample = disc(80, 80);
  const window = { x: 30, y: 20, side: 32 };
  const steps = [{ ...affine, rotate: 0, scale: 0, shear: 0, shift: 0.25 }];
  const { mask, applied } = applyAugmentation(
    sample,
    steps,
    randomSource(3),
    { window },
  );
  const { shiftX, shiftY } = applied[0]!.parameters as {
    shiftX: number;
    shiftY: number;
  };
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 32; x++) {
      const fromX = Math.round(30 + x - shiftX * 32);
      const fromY = Math.round(20 + y - shiftY * 32);
      assert.equal(mask.data[y * 32 + x], sample.mask.data[fromY * 80 + fromX]);
    }
  }
});

Deno.test("applyAugmentation() keeps masks at 0 and 1 and the input as it was", () => {
  const before = structuredClone(oracleSample);
  for (let draw = 0; draw < 20; draw++) {
    const { mask } = applyAugmentation(
      oracleSample,
      everyStep,
      randomSource(17, draw),
    );
    assert.ok(mask.data.every((v) => v === 0 || v === 1));
  }
  assert.deepEqual(oracleSample, before);
});
