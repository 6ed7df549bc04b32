/** Suites of `deno task bench`, in the order they run. */
export const SUITE_NAMES = ["pipeline", "train"] as const;

/** Name of a suite. */
export type SuiteName = typeof SUITE_NAMES[number];
