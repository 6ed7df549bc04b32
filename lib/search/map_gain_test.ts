import assert from "node:assert/strict";
import { gainOf, gainVerdict, gainWarnings } from "./map_gain.ts";

/** A gain of these images, in two folds. */
const gained = (...gains: number[]) =>
  gainOf(
    gains.map((more, i) => ({ fold: i % 2, before: .5, unseen: .5 + more })),
    new Map([[0, "a"], [1, "b"]]),
    7,
  );

Deno.test("gainVerdict() tells a sure gain, noise and a sure loss apart", () => {
  const verdict = (low: number, high: number) => gainVerdict({ low, high });
  assert.equal(verdict(.01, .02), "gain");
  assert.equal(verdict(-.01, .02), "noise");
  assert.equal(verdict(-.02, -.01), "loss");
  // An end at 0 is not beyond it, and of no image nothing is known.
  assert.equal(verdict(0, .02), "noise");
  assert.equal(verdict(-.02, 0), "noise");
  assert.equal(verdict(NaN, NaN), "noise");
});

Deno.test("gainWarnings() says of a sure loss that it loses, of noise that it is noise, of a gain nothing", () => {
  const { interval } = gained(.1, .2, .1, .2);
  assert.ok(interval.low > 0);
  assert.deepEqual(gainWarnings({ interval }), []);
  assert.deepEqual(gainWarnings(undefined), []);
  const [noise, ...rest] = gainWarnings(gained(.1, -.1, .1, -.1));
  assert.deepEqual(rest, []);
  assert.match(noise!, /^The gain on unseen images, .* is within noise: /);
  const lost = gained(-.1, -.2, -.1, -.2);
  assert.ok(lost.interval.high < 0);
  const [loss] = gainWarnings(lost);
  assert.match(
    loss!,
    /^The choice loses on unseen images: -0\.1500 \(95 % interval -0\.\d{4} to -0\.1000\), more than chance would\. /,
  );
  assert.doesNotMatch(loss!, /noise/);
});

Deno.test("gainOf() gives each fold its means, without and with the others' choice", () => {
  const { folds } = gained(.1, .2, .3, .4);
  assert.deepEqual(
    folds.map(({ fold, images, choice, before }) => [
      fold,
      images,
      choice,
      before,
    ]),
    [[0, 2, "a", .5], [1, 2, "b", .5]],
  );
  folds.forEach(({ after }, f) =>
    assert.ok(Math.abs(after - [.7, .8][f]!) < 1e-12)
  );
});

Deno.test("gainOf() draws images of one group together", () => {
  const images = (group?: (i: number) => string) =>
    Array.from({ length: 40 }, (_, i) => ({
      fold: i % 2,
      before: .5,
      // The ten of a group gain alike.
      unseen: [.6, .45, .7, .5][Math.floor(i / 10)]!,
      ...(group ? { group: group(i) } : {}),
    }));
  const interval = (group?: (i: number) => string) =>
    gainOf(images(group), new Map([[0, "a"], [1, "b"]]), 7).interval;
  const alone = interval();
  assert.equal(gainVerdict(alone), "gain");
  assert.deepEqual(interval((i) => `${i}`), alone);
  const patients = interval((i) => `${Math.floor(i / 10)}`);
  assert.equal(gainVerdict(patients), "noise");
  assert.equal(patients.mean, alone.mean);
  assert.deepEqual([patients.count, patients.groups], [40, 4]);
});
