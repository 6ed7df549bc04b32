import type { MapKind } from "./draw_maps.ts";

/** Work that both sides know by its name. */
export type WorkName =
  | "components"
  | "remove_small"
  | "fill_holes"
  | "closing"
  | "hysteresis"
  | "cascade"
  | "area_grid"
  | "triplet"
  | "triplet_million"
  | "encode_columns"
  | "encode_rows"
  | "encode_relative"
  | "encode_coco"
  | "decode_columns"
  | "decode_rows"
  | "decode_relative"
  | "decode_coco";

/** Work of one process, ours or a peer's; handed over as JSON. Its parts are the kinds of maps. */
export interface BenchWork {
  readonly work: WorkName;
  /** Where the maps lie. */
  readonly folder: string;
  readonly kinds: readonly MapKind[];
  /** Maps of each kind. */
  readonly maps: number;
  /** How often a turn goes through them, so that it lasts long enough to be timed. */
  readonly repeats: number;
  readonly width: number;
  readonly height: number;
  /** Which of several ways a peer takes. */
  readonly way?: string;
}
