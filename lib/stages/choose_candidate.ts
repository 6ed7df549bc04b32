import { InputError } from "../core/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import type { Recipe } from "../recipes/mod.ts";
import {
  type MapSource,
  scoreStepsOnMaps,
  simulateShakeUp,
  type TaskPool,
} from "../search/mod.ts";
import type { BoardSizes } from "./board_sizes.ts";
import type { Candidate } from "./search_candidates.ts";
import type { ThresholdFile } from "./threshold_file.ts";

/** What constraints are checked with. */
interface ConstraintWork {
  readonly recipe: Pick<Recipe, "search">;
  readonly pool: TaskPool;
  readonly signal?: AbortSignal;
}

/** Which candidates meet the recipe's constraints; the grid's choice does. */
export async function meetConstraints(
  { recipe, pool, signal }: ConstraintWork,
  candidates: readonly Candidate[],
  maps: readonly MapSource[],
): Promise<boolean[]> {
  const allowed: boolean[] = [];
  for (const { steps } of candidates) {
    let met = true;
    for (const { metric, atLeast } of recipe.search.constraints ?? []) {
      const scores = await scoreStepsOnMaps({
        maps,
        steps,
        metric,
        pool,
        ...(signal ? { signal } : {}),
      });
      const mean = meanScore(scores.map((prefix) => prefix.at(-1)!));
      // Means of the same scores may differ in rounding.
      met &&= mean >= atLeast - 1e-12;
    }
    allowed.push(met);
  }
  if (allowed.includes(true)) return allowed;
  throw new InputError(
    `Cannot choose: one of ${
      candidates.map(({ name }) => name).join(", ")
    } must meet search.constraints, current value is none`,
    { remedy: "Ask for less, or search more." },
  );
}

/** The candidate that wins most private boards among those that are allowed. */
export function chooseCandidate(
  { boards, seed }: { readonly boards: BoardSizes; readonly seed: number },
  candidates: readonly Candidate[],
  allowed: readonly boolean[],
): Pick<ThresholdFile, "shakeUp" | "chosen"> {
  const simulate = (some: readonly Candidate[]) =>
    simulateShakeUp(
      some.map(({ name, worth }) => ({ name, scores: worth })),
      { ...boards, seed },
    );
  const shakeUp = simulate(candidates);
  const left = candidates.filter((_, c) => allowed[c]);
  const { choice } = left.length < candidates.length ? simulate(left) : shakeUp;
  return {
    shakeUp: { ...shakeUp, ...boards },
    chosen: candidates.indexOf(left[choice]!),
  };
}
