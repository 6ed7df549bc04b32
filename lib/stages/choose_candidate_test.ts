import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import { gainVerdict } from "../search/mod.ts";
import { chooseCandidate, gainOfChoosing } from "./choose_candidate.ts";
import type { Candidate } from "./search_candidates.ts";

const IMAGES = 60, FOLDS = 5;
const boards = { publicImages: 20, privateImages: 28 };

/** Threshold .5, and others that are `more` better than it but for noise of their own. */
function drawn(seed: number, more: readonly number[]) {
  const random = randomSource(seed, "candidates");
  const draw = <T>(of: (i: number) => T) =>
    Array.from({ length: IMAGES }, (_, i) => of(i));
  const before = draw(() => .8 + .1 * random.normal());
  const images = before.map((score, i) => ({
    id: `${i}`,
    fold: i % FOLDS,
    before: score,
    after: score,
  }));
  const choice = [{ name: "threshold", threshold: .5 }] as const;
  const candidate = (name: string, worth: readonly number[]): Candidate => ({
    name,
    steps: [{ name: "remove_small", minimumArea: Number(name) }],
    own: worth,
    worth,
    gain: {
      folds: Array.from({ length: FOLDS }, (_, fold) => ({
        fold,
        images: IMAGES / FOLDS,
        choice: [...choice, { name: "remove_small", minimumArea: fold }],
        before: 0,
        after: 0,
      })),
      interval: { mean: 0, low: 0, high: 0, level: .95, count: IMAGES },
    },
    warnings: [],
  });
  const { gain: _, ...plain } = candidate("0", before);
  const others = more.map((better, c) =>
    candidate(
      `${c + 1}`,
      before.map((score) => score + better + .03 * random.normal()),
    )
  );
  return { images, candidates: [{ ...plain, steps: choice }, ...others] };
}

const all = (candidates: readonly Candidate[]) => candidates.map(() => true);

Deno.test("gainOfChoosing() finds no gain in candidates that are as good as threshold .5, though the winner seems better", () => {
  const trials = 120;
  let honest = 0, seeming = 0, gains = 0;
  for (let seed = 0; seed < trials; seed++) {
    const { images, candidates } = drawn(seed, [0, 0]);
    const work = { boards, seed };
    const { chosen } = chooseCandidate(work, candidates, all(candidates));
    const { gain } = gainOfChoosing(work, candidates, all(candidates), images)!;
    honest += gain.interval.mean / trials;
    const { worth } = candidates[chosen]!;
    seeming += meanScore(worth.map((score, i) => score - images[i]!.before)) /
      trials;
    if (gainVerdict(gain.interval) === "gain") gains++;
  }
  // A mean of 60 images spreads .03 / sqrt(60) = .0039, that of the trials a tenth of it.
  assert.ok(seeming > .0015, `${seeming}`);
  assert.ok(Math.abs(honest) < .001, `${honest}`);
  assert.ok(gains <= 8, `${gains} of ${trials}`);
});

Deno.test("gainOfChoosing() tells the whole gain where one candidate is surely better", () => {
  const { images, candidates } = drawn(1, [.05, -.02]);
  const work = { boards, seed: 1 };
  const { gain, unseen } = gainOfChoosing(
    work,
    candidates,
    all(candidates),
    images,
  )!;
  const { worth } = candidates[1]!;
  assert.deepEqual(unseen, worth);
  assert.ok(
    Math.abs(
      gain.interval.mean -
        meanScore(worth.map((score, i) => score - images[i]!.before)),
    ) < 1e-12,
  );
  for (const { fold, choice, images } of gain.folds) {
    assert.equal(images, IMAGES / FOLDS);
    assert.deepEqual(choice[1], { name: "remove_small", minimumArea: fold });
  }
  // Of those that may be chosen, that is.
  const other = gainOfChoosing(work, candidates, [true, false, true], images)!;
  assert.deepEqual(other.unseen, images.map(({ before }) => before));
});

Deno.test("gainOfChoosing() chooses for a fold without its images, whatever they score", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { images, candidates } = drawn(seed, [0, .002]);
    const work = { boards, seed };
    const held = seed % FOLDS;
    const changed = candidates.map((candidate, c) => ({
      ...candidate,
      worth: candidate.worth.map((score, i) =>
        images[i]!.fold === held ? c / 10 : score
      ),
    }));
    const choiceOf = (some: readonly Candidate[]) =>
      gainOfChoosing(work, some, all(some), images)!.gain.folds[held]!.choice;
    assert.deepEqual(choiceOf(changed), choiceOf(candidates));
  }
});

Deno.test("gainOfChoosing() knows no gain of one fold, of threshold .5 alone, or where a candidate has no unseen scores", () => {
  const { images, candidates } = drawn(1, [.05]);
  const gain = (some: readonly Candidate[], seen = images) =>
    gainOfChoosing({ boards, seed: 1 }, some, all(some), seen);
  assert.ok(gain(candidates));
  assert.equal(gain(candidates.slice(0, 1)), undefined);
  const one = images.map((image) => ({ ...image, fold: 0 }));
  assert.equal(gain(candidates, one), undefined);
  const { gain: _, ...blind } = candidates[1]!;
  assert.equal(gain([candidates[0]!, blind]), undefined);
});
