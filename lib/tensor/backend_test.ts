import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "./backend.ts";
import {
  boolAttribute,
  executeMultiple,
  executeSingle,
  intAttribute,
  typeAttribute,
} from "./binding.ts";

const first = await openBackend();
const native = first.name === "tensorflow";
const root = new URL("../../", import.meta.url).pathname;

/** Runs code in a process of its own, where nothing is loaded yet; gives what it printed. */
async function run(
  code: string,
  permissions: readonly string[] = ["--allow-all"],
  env: Record<string, string> = {},
): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      file,
      `import { openBackend } from "${new URL(
        "mod.ts",
        import.meta.url,
      )}";\n${code}`,
    );
    const result = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", `--config=${root}deno.json`]
        .concat(permissions, file),
      env,
    }).output();
    const error = new TextDecoder().decode(result.stderr);
    assert(result.success, error);
    return new TextDecoder().decode(result.stdout).trim();
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("importing the tensor folder loads no TensorFlow", async () => {
  const libraries = await run(
    `console.log(typeof openBackend, Deno.readTextFileSync("/proc/self/maps").includes("libtensorflow"));`,
  );
  assert.equal(libraries, "function false");
});

Deno.test("openBackend() obeys SEGBOOK_BACKEND=wasm", async () => {
  const name = await run(`console.log((await openBackend()).name);`, [
    "--allow-all",
  ], { SEGBOOK_BACKEND: "wasm" });
  assert.equal(name, "wasm");
});

Deno.test("openBackend() refuses a SEGBOOK_BACKEND that does not exist", async () => {
  await assert.rejects(
    run("await openBackend();", ["--allow-all"], { SEGBOOK_BACKEND: "wsm" }),
    /must be tensorflow or wasm, current value is wsm/,
  );
});

Deno.test("openBackend() falls back to wasm and names the reason", async () => {
  // Without the permission to load native libraries the addon cannot be had.
  const printed = await run(
    `console.warn = () => {}; const b = await openBackend(); console.log(b.name, b.warning);`,
    ["--allow-read", "--allow-env", "--allow-sys"],
  );
  assert.match(printed, /^wasm The native TensorFlow library could not be/);
  assert.match(printed, /ffi/i);
});

Deno.test("openBackend() gives the same backend again and switches on request", async () => {
  assert.equal(await openBackend(), first);
  assert.equal((await openBackend({ portable: true })).name, "wasm");
  assert.equal(tf.getBackend(), "wasm");
  assert.equal(await openBackend(), first);
  assert.equal(tf.getBackend(), first.name);
});

Deno.test({
  name: "openBackend() tells TensorFlow's own version",
  ignore: !native,
  fn() {
    assert.match(first.version, /^2\.\d+\.\d+$/);
    assert.equal(first.warning, undefined);
  },
});

Deno.test({
  name: "the tensors of tfjs-node are those of tf: one engine, one class",
  ignore: !native,
  async fn() {
    const node = await import("@tensorflow/tfjs-node-gpu");
    assert.equal(node.engine(), tf.engine());
    assert(node.tensor1d([1]) instanceof tf.Tensor);
    assert.equal(node.tensor1d([1]).constructor, tf.tensor1d([1]).constructor);
  },
});

Deno.test({
  name: "executeSingle() and executeMultiple() run operations by name",
  ignore: !native,
  fn() {
    const x = tf.tensor2d([3, 1, 2, 9, 7, 8], [2, 3]);
    const sum = executeSingle("Sum", [
      typeAttribute("T", "float32"),
      typeAttribute("Tidx", "int32"),
      boolAttribute("keep_dims", false),
    ], [x, tf.tensor1d([1], "int32")]);
    assert.deepEqual([...sum.dataSync()], [6, 24]);
    const parts = executeMultiple(
      "Unpack",
      [
        typeAttribute("T", "float32"),
        intAttribute("num", 2),
        intAttribute("axis", 0),
      ],
      [x],
      2,
    );
    assert.deepEqual([...parts[1]!.dataSync()], [9, 7, 8]);
  },
});

Deno.test("executeSingle() on wasm says which backend it wants", async () => {
  await openBackend({ portable: true });
  assert.throws(
    () => executeSingle("Relu", [], []),
    /must be "tensorflow", current value is "wasm"/,
  );
  await openBackend();
});
