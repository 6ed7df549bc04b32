/** A search over maps that are read from the disk; its arguments are a list of them and how many are searched. */
import { type MapSource, searchMaps } from "../../../lib/search/mod.ts";
import { peakMemory } from "../serve_work.ts";

const [list = "", count = "0"] = Deno.args;
const images: MapSource[] = JSON.parse(await Deno.readTextFile(list))
  .slice(0, Number(count));
const answer = (value: unknown) => console.log(JSON.stringify(value));

answer({ ready: true });
for await (
  const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())
) {
  for (const request of text.split("\n")) {
    if (request === "memory") answer({ peak: peakMemory(), resident: null });
    if (request === "run") answer({ milliseconds: await search() });
  }
}

async function search(): Promise<number> {
  const start = performance.now();
  let told = start;
  await searchMaps({
    images: () => images,
    grid: {
      kind: "area",
      thresholds: Array.from({ length: 19 }, (_, i) => (i + 1) / 20),
      minimumAreas: [0, 100, 250, 500, 1000, 2000, 4000, 8000],
    },
    metric: { name: "dice" },
    onProgress(done, pass) {
      if (performance.now() - told < 10_000) return;
      told = performance.now();
      console.log(
        `searched ${done} of ${images.length} maps, pass ${pass} of 2, ${
          Math.round((told - start) / 1000)
        } s`,
      );
    },
  });
  return performance.now() - start;
}
