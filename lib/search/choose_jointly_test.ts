import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { chooseJointly, type ClassScores } from "./choose_jointly.ts";
import { ScoreTable } from "./score_table.ts";
import { smoothScores } from "./smooth_scores.ts";

Deno.test("smoothScores() is the mean of the box around each point, the edge repeated", () => {
  const random = randomSource(2, "smooth");
  const shape = [3, 1, 4, 2];
  const values = Float64Array.from({ length: 24 }, () => random.next());
  const smooth = smoothScores(values, shape);
  const at = (index: readonly number[]) =>
    values[index.reduce((p, i, axis) => p * shape[axis]! + i, 0)]!;
  for (let p = 0; p < 24; p++) {
    const index = [Math.floor(p / 8), 0, Math.floor(p / 2) % 4, p % 2];
    let sum = 0;
    for (let n = 0; n < 81; n++) {
      const steps = [27, 9, 3, 1].map((by) => Math.floor(n / by) % 3 - 1);
      sum += at(
        index.map((i, axis) =>
          Math.min(Math.max(i + steps[axis]!, 0), shape[axis]! - 1)
        ),
      );
    }
    assert.ok(Math.abs(smooth[p]! - sum / 81) < 1e-12);
  }
});

Deno.test("chooseJointly() finds the best of all combinations, also where the number of scores depends on the point", () => {
  for (let seed = 0; seed < 80; seed++) {
    const random = randomSource(seed, "classes");
    const classes = [0, 1, 2].map((): ClassScores => {
      const counts = Float64Array.from(
        { length: 12 },
        () => seed % 2 ? 10 : random.integer(11),
      );
      const sums = counts.map((count) => count * random.next());
      const allowed = Uint8Array.from(counts, () => random.chance(.8) ? 1 : 0);
      return { sums, counts, allowed, shape: [3, 4] };
    });
    const smooth = classes.map(({ sums, counts, shape }) => ({
      sums: smoothScores(sums, shape),
      counts: smoothScores(counts, shape),
    }));
    let best = -1;
    for (let n = 0; n < 12 ** 3; n++) {
      const points = [n % 12, Math.floor(n / 12) % 12, Math.floor(n / 144)];
      const may = points.every((p, c) =>
        classes[c]!.allowed![p] && classes[c]!.counts[p]! > 0
      );
      if (!may) continue;
      const total = (key: "sums" | "counts") =>
        points.reduce((sum, p, c) => sum + smooth[c]![key][p]!, 0);
      best = Math.max(best, total("sums") / total("counts"));
    }
    const found = chooseJointly(classes)!;
    assert.ok(Math.abs(found.smoothed - best) < 1e-9, `${seed}`);
  }
});

Deno.test("chooseJointly() has nothing to choose where no point is allowed, and refuses sizes that do not fit", () => {
  const one = { sums: Float64Array.of(1), counts: Float64Array.of(1) };
  const none = { ...one, shape: [1], allowed: Uint8Array.of(0) };
  assert.equal(chooseJointly([none]), undefined);
  assert.throws(() => chooseJointly([]), /one class or more/);
  assert.throws(
    () => chooseJointly([{ ...one, shape: [2] }]),
    /must have 2 scores, current value is 1/,
  );
});

Deno.test("ScoreTable adds up folds and leaves one out", () => {
  const table = new ScoreTable(2);
  table.add(1, Float64Array.of(1, 2));
  table.add(1, Float64Array.of(1, NaN));
  table.add(0, Float64Array.of(5, 7));
  assert.deepEqual(table.folds, [0, 1]);
  assert.deepEqual([...table.totals(1).sums], [5, 7]);
  assert.deepEqual([...table.totals().sums], [7, 9]);
  assert.deepEqual([...table.totals().counts], [3, 2]);
  assert.throws(() => table.add(0, new Float64Array(3)), /current value is 3/);
});
