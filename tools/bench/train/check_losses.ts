import type { Turn } from "../bench_process.ts";

/**
 * Sees that a network learns while it is timed.
 *
 * @param turns Training steps in their order.
 * @param whose For the message.
 * @throws {Error} Where a loss is not finite, or the last is not below the first.
 *
 * @example
 * ```ts
 * import { checkLosses } from "./check_losses.ts";
 *
 * const turns = [0.7, 0.6].map((value) => ({ milliseconds: 1, value }));
 * checkLosses(turns, "ours");
 * ```
 */
export function checkLosses(turns: readonly Turn[], whose: string): void {
  const losses = turns.map(({ value }) => value);
  const [first, last] = [losses.at(0), losses.at(-1)];
  const finite = losses.every((loss) => typeof loss === "number");
  if (finite && last! < first!) return;
  throw new Error(
    `Cannot measure ${whose}: the loss must be finite and fall, current values are ${
      losses.join(", ")
    }`,
  );
}
