import { InputError } from "../core/mod.ts";
import { gainOf } from "./map_gain.ts";
import type { ImageScores, MapGain } from "./map_search.ts";

/** What all images choose together, and what they choose without each fold. */
export interface FoldChoices<T> {
  readonly choice: T;
  /** What the folds but one choose, by that one; none where there is only one fold, or one leaves the others no choice. */
  readonly others: ReadonlyMap<number, T>;
  /** Why there is no gain, where a fold leaves the others no choice. */
  readonly noGain?: string;
}

/**
 * Chooses on all images, and once more without each fold. Where a fold leaves the others no choice, that of all images
 * stands, and nothing is known of its gain.
 *
 * @param folds Of the images, each once or more.
 * @param choose Chooses, `undefined` where nothing can be chosen; `without` is the fold that has no say.
 * @param asked What must be there to be chosen, as "X must be Y".
 * @throws {InputError} Where all images together leave no choice.
 *
 * @example
 * ```ts
 * import { chooseByFold } from "./fold_choices.ts";
 *
 * const name = (without?: number) => `without ${without}`;
 * const { choice, others } = chooseByFold([1, 0, 1], name, "there must be a name");
 * if (choice !== "without undefined" || [...others.keys()].join() !== "0,1") throw new Error();
 * ```
 */
export function chooseByFold<T>(
  folds: Iterable<number>,
  choose: (without?: number) => T | undefined,
  asked: string,
): FoldChoices<T> {
  const choice = choose();
  if (choice === undefined) {
    throw new InputError(`Cannot search: ${asked}, current value is none`, {
      remedy: "Widen the grid, or ask for less.",
    });
  }
  const each = [...new Set(folds)].sort((a, b) => a - b);
  const others = new Map<number, T>();
  for (const fold of each.length < 2 ? [] : each) {
    const other = choose(fold);
    if (other === undefined) {
      return { choice, others: new Map(), noGain: noGain(asked, fold) };
    }
    others.set(fold, other);
  }
  return { choice, others };
}

/** Says why nothing is known of the gain on unseen folds. */
export function noGain(asked: string, fold: number): string {
  return `The gain on unseen folds is not known: ${asked}, and without fold ${fold} none does. What is chosen is scored on the images that it was chosen on, which is a little too good.`;
}

/**
 * Scores every image at the choice and at what the other folds chose, and what the latter gain.
 *
 * @param images With their scores before.
 * @param choices From {@linkcode chooseByFold}.
 * @param scoreAt Score of an image at a choice.
 * @param seed Keys the bootstrap.
 *
 * @example
 * ```ts
 * import { chooseByFold, scoreByFold } from "./fold_choices.ts";
 *
 * const images = [{ id: "a", fold: 0, before: .5 }, { id: "b", fold: 1, before: .5 }];
 * const choices = chooseByFold([0, 1], (without = 2) => without, "there must be a fold");
 * const { images: scored, gain } = scoreByFold(images, choices, (_, choice) => (choice + 1) / 4, 7);
 * if (scored[0]?.after !== .75 || scored[1]?.unseen !== .5 || gain?.interval.mean !== -.125) throw new Error();
 * ```
 */
export function scoreByFold<
  T,
  I extends Pick<ImageScores, "id" | "fold" | "group" | "before">,
>(
  images: readonly I[],
  { choice, others }: FoldChoices<T>,
  scoreAt: (image: I, choice: T) => number,
  seed: number,
): { readonly images: ImageScores[]; readonly gain?: MapGain<T> } {
  const scored = images.map((image): ImageScores => {
    const { id, fold, group, before } = image;
    const other = others.get(fold);
    return {
      id,
      fold,
      ...(group === undefined ? {} : { group }),
      before,
      after: scoreAt(image, choice),
      ...(other === undefined ? {} : { unseen: scoreAt(image, other) }),
    };
  });
  return others.size === 0
    ? { images: scored }
    : { images: scored, gain: gainOf(scored, others, seed) };
}
