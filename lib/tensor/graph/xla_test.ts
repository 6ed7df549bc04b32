import assert from "node:assert/strict";
import { testCompiled } from "./test_support.ts";

testCompiled(
  "compile() with xla reaches XLA and trains to the same values",
  async () => {
    const script = new URL("./testdata/train_with_xla.ts", import.meta.url);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script.href],
      env: { TF_CPP_MIN_LOG_LEVEL: "0" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const [out, log] = [text(stdout), text(stderr)];
    assert.equal(code, 0, log);
    assert.match(log, /Compiled cluster using XLA/);
    const { count, error } = JSON.parse(out.trim().split("\n").at(-1)!);
    assert(count > 500, `${count} numbers`);
    assert(error < 1e-5, `differs by ${error}`);
  },
);
