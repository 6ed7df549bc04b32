import assert from "node:assert/strict";
import { distanceTransform } from "./mod.ts";
import { surfaceCase } from "./test_cases.ts";
import { assertNear } from "./test_numbers.ts";
import { expected, mask } from "./test_surfaces.ts";

Deno.test("distanceTransform() equals scipy", () => {
  for (const { seed, values } of expected.transforms) {
    const { prediction, spacing } = surfaceCase(seed);
    const actual = distanceTransform(prediction, { spacing });
    assertNear(actual, values, 1e-11, `seed ${seed}`);
  }
});

/** Distance of every pixel to the nearest of a kind, looked up one by one. */
function searched(
  data: Uint8Array,
  size: readonly number[],
  spacing: readonly number[],
  wanted: boolean,
): number[] {
  const place = (i: number) => {
    const at: number[] = [];
    for (let axis = size.length - 1, rest = i; axis >= 0; axis--) {
      at[axis] = (rest % size[axis]!) * spacing[axis]!;
      rest = Math.floor(rest / size[axis]!);
    }
    return at;
  };
  const places = Array.from(data, (_, i) => place(i));
  const targets = places.filter((_, i) => (data[i] !== 0) === wanted);
  return places.map((from) =>
    Math.min(
      Infinity,
      ...targets.map((to) => Math.hypot(...to.map((x, k) => x - from[k]!))),
    )
  );
}

Deno.test("distanceTransform() finds the nearest pixel in every picture", () => {
  for (let seed = 0; seed < 60; seed++) {
    const { prediction, size, spacing } = surfaceCase(seed);
    const slices = "data" in prediction ? [prediction] : prediction;
    const data = Uint8Array.from(slices.flatMap((slice) => [...slice.data]));
    if (data.length > 900) continue;
    for (const to of ["background", "foreground"] as const) {
      const actual = distanceTransform(prediction, { spacing, to });
      const wanted = searched(data, size, spacing, to === "foreground");
      assertNear(actual, wanted, 1e-12, `seed ${seed}, to ${to}`);
    }
  }
});

Deno.test("distanceTransform() keeps large pictures exact and leaves the mask alone", () => {
  // Sums of squares of two integers, far apart: what a rounded crossing of parabolas would get wrong.
  const far = mask(1200, 900, 0, 1200 * 900 - 1);
  const before = far.data.slice();
  const field = distanceTransform(far, { to: "foreground" });
  for (const [x, y] of [[600, 450], [599, 449], [1199, 0], [0, 899]]) {
    const nearest = Math.min(
      Math.hypot(x!, y!),
      Math.hypot(1199 - x!, 899 - y!),
    );
    assert.ok(Math.abs(field[y! * 1200 + x!]! - nearest) < 1e-9);
  }
  assert.deepEqual(far.data, before);
});
