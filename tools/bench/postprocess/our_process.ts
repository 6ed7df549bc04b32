/** Our side of `deno task bench postprocess`: does the work that its argument describes once a request. */
import { createHash } from "node:crypto";
import { serveWork } from "../serve_work.ts";
import type { BenchWork } from "./bench_work.ts";
import { readMap } from "./map_files.ts";
import { type MapWork, ourWork } from "./our_works.ts";

const work: BenchWork = JSON.parse(Deno.args[0] ?? "");
const ready = new Map<string, readonly MapWork[]>(work.kinds.map((kind) => [
  kind,
  Array.from(
    { length: work.maps },
    (_, i) => ourWork(work.work, readMap(work.folder, kind, i, work)),
  ),
]));

await serveWork({
  run(part = "") {
    const maps = ready.get(part)!;
    for (let i = 0; i < work.repeats; i++) {
      for (const map of maps) map.run();
    }
    return undefined;
  },
  check(part = "") {
    const hash = createHash("sha256");
    for (const map of ready.get(part)!) {
      const value = map.canonical();
      hash.update(
        typeof value === "string" ? value : new Uint8Array(
          value.buffer,
          value.byteOffset,
          value.byteLength,
        ),
      );
    }
    return hash.digest("hex");
  },
}, { versions: `Deno ${Deno.version.deno}` });
Deno.exit(0);
