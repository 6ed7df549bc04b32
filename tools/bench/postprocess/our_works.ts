import {
  decodeCoco,
  decodeMask,
  encodeCoco,
  encodeMask,
  formatRuns,
  parseRuns,
  type RunTextOptions,
} from "../../../lib/imaging/run_length/mod.ts";
import type { PixelOrder } from "../../../lib/imaging/run_length/mod.ts";
import {
  cascade,
  closing,
  type ComponentTable,
  componentTable,
  fillHoles,
  hysteresis,
  removeSmall,
  squareElement,
} from "../../../lib/postprocess/mod.ts";
import {
  gridCounts,
  scoreCounts,
  type SearchGrid,
} from "../../../lib/search/mod.ts";
import type { WorkName } from "./bench_work.ts";
import type { BenchMap } from "./map_files.ts";

/** A piece of work on one map, with all that may be made ready before it is timed. */
export interface MapWork {
  /** What is timed. */
  run(): unknown;
  /** What it gave, as text or numbers that every side writes alike. */
  canonical(): string | Uint8Array | Float64Array;
}

// Single precision, so that numpy, which rounds thresholds to the map's, does the same.
const rounded = (values: readonly number[]) => values.map(Math.fround);
const steps = (from: number, to: number, count: number) =>
  Array.from(
    { length: count },
    (_, i) => from + (to - from) * i / (count - 1),
  );

const grids = {
  area_grid: {
    kind: "area",
    thresholds: rounded(steps(0.05, 0.95, 19)),
    minimumAreas: [0, 100, 250, 500, 1000, 2000, 4000, 8000],
  },
  triplet: {
    kind: "triplet",
    tops: rounded([0.5, 0.6, 0.7, 0.8, 0.9]),
    minimumAreas: [0, 250, 500, 1000, 2000, 4000],
    bottoms: rounded([0.2, 0.3, 0.4, 0.5, 0.6]),
  },
  triplet_million: {
    kind: "triplet",
    tops: rounded(steps(0.3, 0.95, 100)),
    minimumAreas: steps(0, 9900, 100),
    bottoms: rounded(steps(0.05, 0.7, 100)),
  },
} as const satisfies Record<string, SearchGrid>;

const absolute = { form: "absolute" } as const;
const relative = { form: "relative", empty: "-1" } as const;

/**
 * Makes a piece of work ready.
 *
 * @param name Which.
 * @param given Map, mask and label.
 */
export function ourWork(name: WorkName, given: BenchMap): MapWork {
  const { map, mask, truth } = given;
  // Masks are decoded into it: in new memory each time, the system's handing out of pages is what is measured.
  const room = new Uint8Array(mask.data.length);
  const ofMask = (run: () => { readonly data: Uint8Array }): MapWork => ({
    run,
    canonical: () => run().data,
  });
  const plain = (run: () => string | Float64Array): MapWork => ({
    run,
    canonical: run,
  });
  switch (name) {
    case "components": {
      const run = () => componentTable(mask, 8);
      return { run, canonical: () => tableText(run()) };
    }
    case "remove_small":
      return ofMask(() => removeSmall(mask, 501, 8));
    case "fill_holes":
      return ofMask(() => fillHoles(mask));
    case "closing": {
      const element = squareElement(9);
      return ofMask(() => closing(mask, element));
    }
    case "hysteresis": {
      const [low = 0, high = 0] = rounded([0.3, 0.6]);
      return ofMask(() => hysteresis(map, { low, high }));
    }
    case "cascade":
      return ofMask(() => cascade(map));
    case "area_grid":
    case "triplet":
    case "triplet_million":
      return plain(() =>
        scoreCounts(gridCounts(map, truth, grids[name]), { name: "dice" })
      );
    case "encode_columns":
      return plain(() => formatRuns(encodeMask(mask, "columns"), absolute));
    case "encode_rows":
      return plain(() => formatRuns(encodeMask(mask, "rows"), absolute));
    case "encode_relative":
      return plain(() => formatRuns(encodeMask(mask, "columns"), relative));
    case "encode_coco":
      return plain(() => encodeCoco(mask).counts);
    case "decode_columns":
      return ofMask(decoder(given, "columns", absolute, room));
    case "decode_rows":
      return ofMask(decoder(given, "rows", absolute, room));
    case "decode_relative":
      return ofMask(decoder(given, "columns", relative, room));
    case "decode_coco": {
      const runs = encodeCoco(mask);
      return ofMask(() => decodeCoco(runs, room));
    }
  }
}

function decoder(
  { mask }: BenchMap,
  order: PixelOrder,
  options: RunTextOptions,
  room: Uint8Array,
) {
  const { width, height } = mask;
  const text = formatRuns(encodeMask(mask, order), options);
  const picture = { width, height, order };
  return () => decodeMask(parseRuns(text, picture, options), room);
}

/** A line an object, in an order that does not depend on its number. */
function tableText(table: ComponentTable): string {
  const { area, left, top, right, bottom, sumX, sumY } = table;
  const rows = Array.from(area, (pixels, c) =>
    [
      pixels,
      left[c]!,
      top[c]!,
      right[c]! - left[c]!,
      bottom[c]! - top[c]!,
      sumX[c]!,
      sumY[c]!,
    ].join());
  return rows.sort().join("\n");
}
