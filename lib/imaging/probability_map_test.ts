import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { encodePng16 } from "./png16.ts";
import { readProbabilityMap, readStoredMap } from "./probability_map.ts";

Deno.test("readProbabilityMap() and readStoredMap() advise to predict again what is missing or damaged", async () => {
  const folder = await Deno.makeTempDir();
  const whole = await encodePng16({
    data: Uint16Array.of(1, 2, 3, 4),
    width: 2,
    height: 2,
  });
  const files = {
    missing: undefined,
    empty: new Uint8Array(),
    text: new TextEncoder().encode("no map"),
    cut: whole.subarray(0, whole.length - 20),
  };
  for (const [name, bytes] of Object.entries(files)) {
    const path = `${folder}/${name}.png`;
    if (bytes) await Deno.writeFile(path, bytes);
    for (const read of [readProbabilityMap, readStoredMap]) {
      await assert.rejects(read(path), (error) => {
        assert.ok(error instanceof InputError, `${error}`);
        assert.equal(error.file, path);
        assert.match(error.remedy!, /^Run notebook 04_training again: /);
        return true;
      });
    }
  }
});
