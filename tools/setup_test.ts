import assert from "node:assert/strict";
import { parseSetupArguments } from "./setup.ts";

Deno.test("parseSetupArguments() reads the variant", () => {
  assert.deepEqual(parseSetupArguments([]), { help: false, gpu: undefined });
  assert.deepEqual(parseSetupArguments(["--gpu"]), { help: false, gpu: true });
  assert.deepEqual(parseSetupArguments(["--cpu"]), { help: false, gpu: false });
  assert.equal(parseSetupArguments(["--help"]).help, true);
});

Deno.test("parseSetupArguments() refuses an unknown option with the nearest name", () => {
  assert.throws(
    () => parseSetupArguments(["--gup"]),
    /current value is --gup[\s\S]*Did you mean --gpu\?/,
  );
  assert.throws(() => parseSetupArguments(["--gpu", "--cpu"]), /is both/);
});
