import assert from "node:assert/strict";
import { checkDeno, checkNode, checkSpace, compareVersions } from "./checks.ts";

Deno.test("compareVersions() compares numbers, not letters", () => {
  assert.ok(compareVersions("2.10.0", "2.9.8") > 0);
  assert.ok(compareVersions("3.9.18", "3.10.0") < 0);
  assert.equal(compareVersions("2.8", "2.8.0"), 0);
  assert.equal(compareVersions("2.8.0-rc.1", "2.8.0"), 0);
});

Deno.test("checkDeno() refuses what is older than 2.8 and says how to go on", () => {
  checkDeno("2.8.0");
  checkDeno("2.9.8");
  assert.throws(
    () => checkDeno("2.7.14"),
    /must be 2\.8 or later, current value is 2\.7\.14[\s\S]*npx -y deno@/,
  );
});

Deno.test("checkNode() refuses Node 18 behind npx, and asks for no Node elsewhere", () => {
  checkNode(undefined);
  checkNode("npm/10.8.2 node/v20.20.2 linux x64 workspaces/false");
  assert.throws(
    () => checkNode("npm/9.2.0 node/v18.19.1 linux x64"),
    /Node must be 20 or later, current value is 18\.19\.1/,
  );
});

Deno.test("checkSpace() refuses to begin on a disk that would fill up", () => {
  const space = { bavail: 250_000, bsize: 4096 };
  checkSpace(1024, "TensorFlow", "/data", space);
  assert.throws(
    () => checkSpace(1025, "TensorFlow", "/data", space),
    /at least 1025 MB, current value is 1024 MB[\s\S]*File: \/data[\s\S]*Free some space/,
  );
});
