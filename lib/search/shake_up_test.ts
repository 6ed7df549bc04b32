import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { simulateShakeUp } from "./shake_up.ts";

const boards = { publicImages: 131, privateImages: 184, seed: 5 };

function scores(seed: number, mean: number, spread: number): number[] {
  const random = randomSource(seed, "scores");
  return Array.from({ length: 800 }, () => mean + spread * random.normal());
}

Deno.test("simulateShakeUp() spreads as samples from a finite population do", () => {
  const values = scores(1, .8, .1);
  const mean = values.reduce((a, b) => a + b, 0) / 800;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / 799;
  const { settings, withReplacement } = simulateShakeUp(
    [{ name: "a", scores: values }],
    { ...boards, rounds: 8000 },
  );
  const [{ public: first, private: last, gap }] = settings as [
    typeof settings[0] & object,
  ];
  assert.equal(withReplacement, false);
  // Without replacement: variance / n * (1 - n / N), and that of the gap variance * (1 / n + 1 / m).
  const near = (found: number, expected: number) =>
    assert.ok(Math.abs(found / expected - 1) < .04, `${found} ${expected}`);
  near(first.standardDeviation, Math.sqrt(variance / 131 * (1 - 131 / 800)));
  near(last.standardDeviation, Math.sqrt(variance / 184 * (1 - 184 / 800)));
  near(gap.standardDeviation, Math.sqrt(variance * (1 / 131 + 1 / 184)));
  assert.ok(Math.abs(first.mean - mean) < 5e-4);
  near(last.high - last.low, 2 * 1.6449 * last.standardDeviation);
});

Deno.test("simulateShakeUp() chooses who wins on the private board, whatever the public one says", () => {
  const steady = scores(2, .8, .02);
  const settings = [
    { name: "a little worse", scores: steady.map((s) => s - .002) },
    { name: "steady", scores: steady },
    { name: "now and then far better", scores: scores(3, .795, .2) },
  ];
  const result = simulateShakeUp(settings, boards);
  const wins = result.settings.map(({ privateWins }) => privateWins);
  assert.equal(wins[0], 0);
  assert.ok(Math.abs(wins.reduce((a, b) => a + b, 0) - 1) < 1e-9);
  assert.equal(result.choice, wins[1]! > wins[2]! ? 1 : 2);
  assert.ok(result.sameWinner < .8 && result.sameWinner > .3);
  assert.ok(result.regret > 0);
  assert.deepEqual(simulateShakeUp(settings, boards), result);
});

Deno.test("simulateShakeUp() shares ties and draws again from few images", () => {
  const same = [.5, .6, NaN, .7];
  const result = simulateShakeUp(
    [{ name: "a", scores: same }, { name: "b", scores: same }],
    { ...boards, rounds: 50 },
  );
  assert.equal(result.withReplacement, true);
  assert.equal(result.choice, 0);
  assert.equal(result.sameWinner, 1);
  assert.ok(Math.abs(result.settings[1]!.privateWins - .5) < 1e-9);
});

Deno.test("simulateShakeUp() refuses settings of other images and empty boards", () => {
  const one = { name: "a", scores: [1, 2] };
  const other = { name: "b", scores: [1] };
  assert.throws(() => simulateShakeUp([one, other], boards), /1 for b/);
  assert.throws(() => simulateShakeUp([], boards), /current value is none/);
  assert.throws(
    () => simulateShakeUp([one], { ...boards, publicImages: 0 }),
    /publicImages must be a positive integer/,
  );
});
