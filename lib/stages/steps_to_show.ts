import { meanScore } from "../metrics/mod.ts";
import type { PostprocessStep } from "../recipes/mod.ts";
import type { Candidate } from "./search_candidates.ts";

/** Whether steps begin with all of others and go on. */
const goesOn = (
  steps: readonly PostprocessStep[],
  others: readonly PostprocessStep[],
) =>
  steps.length > others.length &&
  JSON.stringify(steps.slice(0, others.length)) === JSON.stringify(others);

/**
 * Whose steps are shown one by one: those that were chosen or, where threshold .5 alone was, the best of the others, so
 * that a reader sees which step harms; what goes on from there shows that and its own.
 */
export function stepsToShow(
  candidates: readonly Candidate[],
  chosen: number,
): number {
  const value = ({ worth }: Candidate) => meanScore(worth);
  const others = candidates.map((_, c) => c).slice(1);
  if (chosen > 0 || others.length === 0) return chosen;
  const best = others.reduce((best, c) =>
    value(candidates[c]!) > value(candidates[best]!) ? c : best
  );
  return others.find((c) =>
    goesOn(candidates[c]!.steps, candidates[best]!.steps)
  ) ?? best;
}
