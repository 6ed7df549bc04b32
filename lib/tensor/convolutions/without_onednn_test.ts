// TensorFlow reads the switch when it is loaded, so that the other tests are run again in a process of their own.
import assert from "node:assert/strict";
import { openBackend } from "../backend.ts";

Deno.test({
  name: "convolutions have PyTorch's values and gradients without oneDNN",
  ignore: (await openBackend()).name !== "tensorflow",
  async fn() {
    const file = new URL("convolutions_test.ts", import.meta.url);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", "--filter=(tensorflow)", file.href],
      env: { TF_ENABLE_ONEDNN_OPTS: "0", NO_COLOR: "1" },
    }).output();
    const report = new TextDecoder().decode(stdout);
    assert(success, report);
    assert.match(report, /ok \| \d{2} passed/);
  },
});
