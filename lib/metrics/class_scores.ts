import type { Confusion } from "./confusion.ts";
import type { EmptyPolicy } from "./empty_policy.ts";

/** A metric of pixel counts, such as {@linkcode dice}; for F-beta `(counts, policy) => fBeta(counts, 2, policy)`. */
export type CountMetric = (counts: Confusion, policy?: EmptyPolicy) => number;
