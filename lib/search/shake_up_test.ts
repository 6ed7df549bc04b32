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

const close = (found: number, expected: number, text = "") =>
  assert.ok(Math.abs(found - expected) < 1e-12, `${text} ${found} ${expected}`);

Deno.test("simulateShakeUp() draws no image twice and none for both boards of 131 and 184", () => {
  // One setting an image, which alone has the score 1: its means tell how often that image was drawn.
  const images = 350;
  const settings = Array.from({ length: images }, (_, s) => ({
    name: `${s}`,
    scores: Array.from({ length: images }, (_, i) => i === s ? 1 : 0),
  }));
  const result = simulateShakeUp(settings, { ...boards, rounds: 300 });
  let publicSum = 0, privateSum = 0;
  for (const { name, public: first, private: last, gap } of result.settings) {
    publicSum += first.mean;
    privateSum += last.mean;
    const square = ({ mean, standardDeviation }: typeof gap) =>
      mean ** 2 + standardDeviation ** 2;
    // Means of 0 and 1 / 131 alone, and never both 1 / 131 and 1 / 184.
    close(square(first), first.mean / 131, name);
    close(square(last), last.mean / 184, name);
    close(square(gap), first.mean / 131 + last.mean / 184, name);
    // Each is drawn as often as the others: 300 rounds, five standard deviations.
    const often = 131 / images;
    const off = Math.abs(first.mean * 131 - often);
    assert.ok(off < 5 * Math.sqrt(often * (1 - often) / 300), name);
  }
  close(publicSum, 1);
  close(privateSum, 1);
});

Deno.test("simulateShakeUp() divides exactly 315 images among the boards", () => {
  const values = scores(4, .8, .1).slice(0, 315);
  const total = values.reduce((a, b) => a + b, 0);
  const { settings: [setting], withReplacement } = simulateShakeUp(
    [{ name: "a", scores: values }],
    boards,
  );
  assert.equal(withReplacement, false);
  const { public: first, private: last, gap } = setting!;
  close(131 * first.mean + 184 * last.mean, total);
  // What one board gains the other loses.
  close(184 * last.standardDeviation, 131 * first.standardDeviation);
  close(gap.standardDeviation, first.standardDeviation * (1 + 131 / 184));
});

Deno.test("simulateShakeUp() depends on the seed alone, and on no other setting", () => {
  const settings = [2, 3, 4].map((seed) => ({
    name: `${seed}`,
    scores: scores(seed, .8, .1),
  }));
  const run = (seed: number, some = settings) =>
    simulateShakeUp(some, { ...boards, seed, rounds: 100 });
  assert.deepEqual(run(1), run(1));
  assert.notDeepEqual(run(1).settings[0]!.public, run(2).settings[0]!.public);
  const alone = run(1, [settings[1]!]).settings[0]!;
  const among = run(1).settings[1]!;
  assert.deepEqual(alone.public, among.public);
  assert.deepEqual(alone.gap, among.gap);
});

Deno.test("simulateShakeUp() has shares of wins that add up to 1, whatever ties and images without a score", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = randomSource(seed, "ties");
    const settings = Array.from({ length: 1 + seed % 5 }, (_, s) => ({
      name: `${s}`,
      scores: Array.from(
        { length: 20 },
        () => random.chance(.6) ? NaN : random.integer(3) / 2,
      ),
    }));
    const sizes = { publicImages: 1 + seed % 4, privateImages: 1 + seed % 6 };
    const result = simulateShakeUp(settings, { ...sizes, seed, rounds: 60 });
    for (const board of ["publicWins", "privateWins"] as const) {
      const wins = result.settings.map((setting) => setting[board]);
      assert.ok(wins.every((share) => share >= 0));
      close(wins.reduce((a, b) => a + b, 0), 1, board);
    }
    assert.ok(result.sameWinner >= 0 && result.sameWinner <= 1);
    assert.ok(result.regret >= 0);
  }
});
