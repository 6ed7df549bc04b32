import type { QualityOptions } from "./quality/quality_options.ts";

/** What a suite is run with. */
export interface SuiteOptions {
  /** Rounds of each measurement. */
  readonly rounds: number;
  /** The peers' interpreter; without one only ours is measured. */
  readonly python: string | undefined;
  /** Only the work whose name holds this. */
  readonly only?: string;
  /** What the suite quality compares on; the others need none. */
  readonly quality?: QualityOptions;
  /** Told each line of progress. */
  readonly tell: (line: string) => void;
}

/** What a suite found. */
export interface SuiteResult {
  /** Markdown. */
  readonly table: string;
  /** How it was measured, in the line below the table. @default Medians of rounds. */
  readonly method?: string;
  /** Versions, and what else the line below the table is to say. */
  readonly notes: readonly string[];
}

/** A set of measurements with a table of its own in the README. */
export type Suite = (options: SuiteOptions) => Promise<SuiteResult>;

/** Says how many rounds were disturbed, where any were. */
export function disturbedNote(rounds: number): string[] {
  return rounds === 0
    ? []
    : [`other processes disturbed ${rounds} of the rounds`];
}
