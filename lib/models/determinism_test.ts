import assert from "node:assert/strict";
import { openBackend } from "../tensor/mod.ts";

const native = (await openBackend()).name === "tensorflow";

/** Trains 12 steps in a process of its own; gives the hash of weights, running statistics and optimiser state. */
async function trainedHash(seed: number): Promise<string> {
  const script = new URL("testdata/train_twelve_steps.ts", import.meta.url);
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", script.href, String(seed)],
    env: { TF_NUM_INTRAOP_THREADS: "2" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

Deno.test({
  name:
    "two processes that train 12 steps on 2 threads hold the same bits (tensorflow)",
  ignore: !native,
  async fn() {
    const [first, second, other] = await Promise.all(
      [1, 1, 2].map(trainedHash),
    );
    assert.match(first!, /^[0-9a-f]{64}$/);
    assert.equal(second, first);
    assert.notEqual(other, first);
  },
});
