import type { Recipe } from "../recipes/mod.ts";

/** What a fold's maps were predicted from. */
export interface OutOfFoldEntry {
  readonly fold: number;
  /** SHA-256 of the checkpoint that predicted. */
  readonly checkpoint: string;
  /** Flips whose mean the maps are. */
  readonly flips: Recipe["inference"]["flips"];
  /** Fingerprint of the data. */
  readonly data: string;
  /** Ids of the fold's validation images; each has a map `ID.png`. */
  readonly ids: readonly string[];
}
