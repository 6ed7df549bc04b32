/** Suites of `deno task bench`, in the order they run. */
export const SUITE_NAMES = [
  "pipeline",
  "train",
  "postprocess",
  "quality",
] as const;

/** Suites that measure speed: those that run where none is named. */
export const SPEED_SUITES: readonly SuiteName[] = SUITE_NAMES.filter((name) =>
  name !== "quality"
);

/** Name of a suite. */
export type SuiteName = typeof SUITE_NAMES[number];
