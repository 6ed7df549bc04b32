import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { nearBest } from "./near_best.ts";
import { ScoreTable } from "./score_table.ts";

/** The standard error of the mean difference, by the book. */
function pairedError(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((value, i) => value - b[i]!);
  const mean = differences.reduce((sum, d) => sum + d, 0) / a.length;
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  return Math.sqrt(squares / (a.length - 1) / a.length);
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

Deno.test("nearBest() equals the paired standard error over images, with and without a fold", () => {
  let near = 0, far = 0;
  for (let seed = 0; seed < 60; seed++) {
    const random = randomSource(seed, "near");
    const points = 6;
    const images = Array.from({ length: 9 }, () => {
      const hard = random.next();
      return Array.from({ length: points }, () => hard + .1 * random.normal());
    });
    const table = new ScoreTable(points, 64);
    images.forEach((scores, i) => table.add(i % 3, Float64Array.from(scores)));
    for (const without of [undefined, 1]) {
      const used = images.filter((_, i) => i % 3 !== without);
      const along = (p: number) => used.map((scores) => scores[p]!);
      const means = Array.from({ length: points }, (_, p) => mean(along(p)));
      const best = means.indexOf(Math.max(...means));
      const found = nearBest(table, without === undefined ? {} : { without });
      found.forEach((one, p) => {
        const loss = means[best]! - means[p]!;
        const error = pairedError(along(best), along(p));
        assert.equal(one === 1, p === best || loss <= error, `${seed} ${p}`);
        if (p !== best) one ? near++ : far++;
      });
    }
  }
  assert.ok(near > 30 && far > 30, `${near} near, ${far} far`);
});

Deno.test("nearBest() tells the error from groups of images about as from the images", () => {
  const random = randomSource(3, "groups");
  const images = Array.from(
    { length: 400 },
    () => [random.normal(), .05 + random.normal()],
  );
  const error = pairedError(
    images.map(([a]) => a!),
    images.map(([, b]) => b!),
  );
  const loss = Math.abs(
    mean(images.map(([a]) => a!)) - mean(images.map(([, b]) => b!)),
  );
  const grouped = (shift: number) => {
    const table = new ScoreTable(2, 8);
    const worse = mean(images.map(([a, b]) => a! - b!)) < 0 ? 0 : 1;
    images.forEach((scores, i) =>
      table.add(
        i % 5,
        Float64Array.from(scores, (s, p) => p === worse ? s - shift : s),
      )
    );
    return nearBest(table)[worse];
  };
  // A loss of half the error is near it, one of twice the error is not.
  assert.equal(grouped(error / 2 - loss), 1);
  assert.equal(grouped(2 * error - loss), 0);
});

Deno.test("nearBest() takes the best of the points that may be, within the tolerance, and of one image its equals", () => {
  const table = new ScoreTable(4);
  table.add(0, Float64Array.of(.9, .8, NaN, .8));
  assert.deepEqual([...nearBest(table)], [1, 0, 0, 0]);
  const allowed = Uint8Array.of(0, 1, 1, 1);
  assert.deepEqual([...nearBest(table, { allowed })], [0, 1, 0, 1]);
  table.add(0, Float64Array.of(.5, .7, NaN, .1));
  table.add(1, Float64Array.of(1, .4, NaN, 1));
  // 1 loses .167 with an error of .233, 3 loses .167 with one of .120.
  assert.deepEqual([...nearBest(table)], [1, 1, 0, 0]);
  assert.deepEqual([...nearBest(table, { tolerance: .2 })], [1, 1, 0, 0]);
  assert.deepEqual([...nearBest(table, { tolerance: .1 })], [1, 0, 0, 0]);
  assert.deepEqual([...nearBest(table, { without: 0 })], [1, 0, 0, 1]);
  const none = nearBest(table, { allowed: new Uint8Array(4) });
  assert.deepEqual([...none], [0, 0, 0, 0]);
});
