import { InputError, randomSource } from "../core/mod.ts";
import { quantile } from "../metrics/mod.ts";

/** What is simulated. */
export interface ShakeUpOptions {
  /** Images of the public board; STAS had 131. */
  readonly publicImages: number;
  /** Images of the private board; STAS had 184. */
  readonly privateImages: number;
  /** Keys the draws. */
  readonly seed: number;
  /** Competitions that are drawn. @default {2000} */
  readonly rounds?: number;
}

/** The scores of one setting over the rounds. */
export interface Spread {
  readonly mean: number;
  readonly standardDeviation: number;
  /** 5 % of the rounds are lower. */
  readonly low: number;
  /** 5 % of the rounds are higher. */
  readonly high: number;
}

/** How one setting fared. */
export interface SettingShakeUp {
  readonly name: string;
  readonly public: Spread;
  readonly private: Spread;
  /** Private less public score. */
  readonly gap: Spread;
  /** Share of the rounds in which it is the best on the public board; ties are shared. */
  readonly publicWins: number;
  /** Share of the rounds in which it is the best on the private board. */
  readonly privateWins: number;
}

/** What the rounds showed. */
export interface ShakeUp {
  readonly settings: readonly SettingShakeUp[];
  /** Index of the setting that wins most often on the private board; of equals, the one with the best mean. */
  readonly choice: number;
  /** Share of the rounds in which the public board's best is the private one's too. */
  readonly sameWinner: number;
  /** Mean loss on the private board of who trusts the public one. */
  readonly regret: number;
  /** Whether the images were too few for both boards and came more than once. */
  readonly withReplacement: boolean;
  readonly rounds: number;
}

/** A setting and its score on each image, the same images for all. */
export interface ScoredSetting {
  readonly name: string;
  /** Out-of-fold; NaN where an image has no score. */
  readonly scores: ArrayLike<number>;
}

/**
 * Simulates competitions from out-of-fold scores alone: images are drawn for a public and a private board, and each
 * setting is scored on both. Where there are images enough the boards share none, and no image comes twice.
 *
 * It shows what of a ranking is chance. It cannot show what is chance in the training images, nor test images that
 * are unlike these.
 *
 * @param settings One or more, of the same images.
 * @param options Sizes of the boards.
 * @throws {InputError} Where settings differ in images, or sizes make no sense.
 *
 * @example
 * ```ts
 * import { simulateShakeUp } from "./shake_up.ts";
 *
 * const settings = [{ name: "worse", scores: [.1, .5, .4] }, { name: "better", scores: [.2, .6, .5] }];
 * const { choice, sameWinner } = simulateShakeUp(settings, { publicImages: 1, privateImages: 2, seed: 7 });
 * if (choice !== 1 || sameWinner !== 1) throw new Error();
 * ```
 */
export function simulateShakeUp(
  settings: readonly ScoredSetting[],
  options: ShakeUpOptions,
): ShakeUp {
  const { publicImages, privateImages, seed, rounds = 2000 } = options;
  const images = checkSettings(settings);
  checkSizes({ publicImages, privateImages, rounds });
  const drawn = publicImages + privateImages;
  const withReplacement = drawn > images;
  const boards = settings.map(() => ({
    public: new Float64Array(rounds),
    private: new Float64Array(rounds),
  }));
  const order = Int32Array.from({ length: images }, (_, i) => i);
  const draw = new Int32Array(drawn);
  for (let round = 0; round < rounds; round++) {
    const random = randomSource(seed, "shake-up", round);
    for (let i = 0; i < drawn; i++) {
      if (withReplacement) {
        draw[i] = random.integer(images);
        continue;
      }
      const j = i + random.integer(images - i);
      draw[i] = order[j]!;
      order[j] = order[i]!;
      order[i] = draw[i]!;
    }
    settings.forEach(({ scores }, s) => {
      boards[s]!.public[round] = meanOf(scores, draw, 0, publicImages);
      boards[s]!.private[round] = meanOf(scores, draw, publicImages, drawn);
    });
  }
  return { ...summarize(settings, boards, rounds), withReplacement, rounds };
}

function checkSettings(settings: readonly ScoredSetting[]): number {
  const images = settings[0]?.scores.length ?? 0;
  for (const { name, scores } of settings) {
    if (scores.length === images) continue;
    throw new InputError(
      `Cannot simulate boards: every setting must have a score for each of the ${images} images, current value is ${scores.length} for ${name}`,
    );
  }
  if (images > 0) return images;
  throw new InputError(
    "Cannot simulate boards: there must be a setting with scores, current value is none",
  );
}

function checkSizes(sizes: Record<string, number>): void {
  for (const [name, value] of Object.entries(sizes)) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new InputError(
      `Cannot simulate boards: ${name} must be a positive integer, current value is ${value}`,
    );
  }
}

function meanOf(
  scores: ArrayLike<number>,
  draw: Int32Array,
  from: number,
  to: number,
): number {
  let sum = 0, count = 0;
  for (let i = from; i < to; i++) {
    const score = scores[draw[i]!]!;
    if (score !== score) continue;
    sum += score;
    count++;
  }
  return sum / count;
}

interface Boards {
  readonly public: Float64Array;
  readonly private: Float64Array;
}

function summarize(
  settings: readonly ScoredSetting[],
  boards: readonly Boards[],
  rounds: number,
): Omit<ShakeUp, "withReplacement" | "rounds"> {
  const publicWins = new Float64Array(settings.length);
  const privateWins = new Float64Array(settings.length);
  let sameWinner = 0, regret = 0;
  for (let round = 0; round < rounds; round++) {
    const first = winners(boards.map((board) => board.public[round]!));
    const last = winners(boards.map((board) => board.private[round]!));
    const top = boards[last[0]!]!.private[round]!;
    for (const s of first) {
      publicWins[s]! += 1 / first.length / rounds;
      if (last.includes(s)) sameWinner += 1 / first.length / rounds;
      const lost = top - boards[s]!.private[round]!;
      regret += (Number.isNaN(lost) ? 0 : lost) / first.length / rounds;
    }
    for (const s of last) privateWins[s]! += 1 / last.length / rounds;
  }
  const summaries = settings.map(({ name }, s): SettingShakeUp => ({
    name,
    public: spreadOf(boards[s]!.public),
    private: spreadOf(boards[s]!.private),
    gap: spreadOf(
      boards[s]!.private.map((score, r) => score - boards[s]!.public[r]!),
    ),
    publicWins: publicWins[s]!,
    privateWins: privateWins[s]!,
  }));
  const choice = summaries.reduce((best, setting, s) => {
    const more = setting.privateWins - summaries[best]!.privateWins;
    const better = Math.abs(more) < 1e-9
      ? setting.private.mean > summaries[best]!.private.mean
      : more > 0;
    return better ? s : best;
  }, 0);
  // Sums of shares may end a rounding beyond 1.
  return {
    settings: summaries,
    choice,
    sameWinner: Math.min(Math.round(sameWinner * 1e12) / 1e12, 1),
    regret,
  };
}

/** Indices of the highest scores; all where none is a number. */
function winners(scores: readonly number[]): number[] {
  const top = scores.reduce((a, b) => b > a || a !== a ? b : a, NaN);
  const all = scores.map((_, s) => s);
  return top !== top ? all : all.filter((s) => scores[s] === top);
}

function spreadOf(values: Float64Array): Spread {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) {
    return { mean: NaN, standardDeviation: NaN, low: NaN, high: NaN };
  }
  const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length;
  const variance = sorted.reduce((a, b) => a + (b - mean) ** 2, 0) /
    sorted.length;
  return {
    mean,
    standardDeviation: Math.sqrt(variance),
    low: quantile(sorted, .05),
    high: quantile(sorted, .95),
  };
}
