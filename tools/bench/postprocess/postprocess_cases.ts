import type { WorkName } from "./bench_work.ts";

/** Whom a piece of work is held against. */
export interface PeerTarget {
  /** What it is, for the table. */
  readonly library: string;
  /** Its ways to do the work; the fastest counts. */
  readonly ways: readonly string[];
  /** Largest ratio of our time to the peer's. */
  readonly target: number;
}

/** Work that is measured, on every kind of map. */
export interface PostprocessCase {
  /** For the table. */
  readonly name: string;
  readonly work: WorkName;
  readonly peers: readonly PeerTarget[];
  /** How often a turn goes through the maps. @default {1} */
  readonly repeats?: number;
}

const openCv = { library: "OpenCV", ways: ["opencv"], target: 1.5 } as const;

const scikitImage = (target: number): PeerTarget => ({
  library: "scikit-image",
  ways: ["skimage"],
  target,
});

/** Run lengths take a fraction of a millisecond a mask. */
const runLengths = (name: string, work: WorkName): PostprocessCase => ({
  name: `run lengths: ${name}`,
  work,
  peers: [{ library: "pycocotools", ways: [""], target: 1 / 3 }],
  repeats: 10,
});

/** Everything that is measured beside a peer. */
export const postprocessCases: readonly PostprocessCase[] = [
  {
    name: "components (8): area, box, centroid",
    work: "components",
    peers: [
      { ...scikitImage(0.33), ways: ["label", "regionprops"] },
      openCv,
    ],
    repeats: 2,
  },
  {
    name: "remove small (500 pixels)",
    work: "remove_small",
    peers: [scikitImage(0.33)],
    repeats: 2,
  },
  {
    name: "fill holes",
    work: "fill_holes",
    peers: [{ library: "SciPy", ways: ["scipy"], target: 0.33 }, openCv],
    repeats: 2,
  },
  {
    name: "closing 9x9",
    work: "closing",
    peers: [{ ...scikitImage(0.33), ways: ["skimage", "whole"] }],
    repeats: 2,
  },
  {
    name: "hysteresis .3, .6",
    work: "hysteresis",
    peers: [scikitImage(0.33), openCv],
  },
  { name: "TEAM_1137's cascade", work: "cascade", peers: [scikitImage(0.2)] },
  {
    name: "19 thresholds x 8 areas",
    work: "area_grid",
    peers: [{
      library: "one labelling a threshold",
      ways: ["skimage", "opencv"],
      target: 0.1,
    }],
  },
  {
    name: "triplet 5x6x5",
    work: "triplet",
    peers: [{ library: "NumPy, cached", ways: ["numpy"], target: 0.5 }],
  },
  {
    // Ten times what the small grid may take.
    name: "triplet 100x100x100",
    work: "triplet_million",
    peers: [{ library: "NumPy's 5x6x5", ways: ["numpy"], target: 5 }],
  },
  runLengths("encode, absolute, columns", "encode_columns"),
  runLengths("encode, absolute, rows", "encode_rows"),
  runLengths("encode, relative, columns", "encode_relative"),
  runLengths("encode, COCO's compressed", "encode_coco"),
  runLengths("decode, absolute, columns", "decode_columns"),
  runLengths("decode, absolute, rows", "decode_rows"),
  runLengths("decode, relative, columns", "decode_relative"),
  runLengths("decode, COCO's compressed", "decode_coco"),
];
