import assert from "node:assert/strict";
import { systemCompilers } from "./compiler.ts";
import { childEnvironment } from "./environment.ts";
import { GPU_SOURCE, NATIVE_SOURCES } from "./pins.ts";
import { addonCommand } from "./step_addon.ts";
import { kernelSpec } from "./step_kernel.ts";
import { downloadCommand, wantedFiles } from "./step_tensorflow.ts";

Deno.test("systemCompilers() tries a person's choice first, with its arguments", () => {
  assert.deepEqual(systemCompilers(undefined), [["c++"], ["g++"], ["clang++"]]);
  assert.deepEqual(systemCompilers("ccache g++-13")[0], ["ccache", "g++-13"]);
});

Deno.test("addonCommand() names the libraries as files, so that every compiler links them", () => {
  const command = addonCommand(
    ["zig", "c++"],
    "/p",
    ["libtensorflow_cc.so.2"],
    "/w/addon.node",
    "linux",
  );
  assert.deepEqual(command.slice(0, 2), ["zig", "c++"]);
  assert.ok(command.includes("/p/.native/tensorflow/libtensorflow_cc.so.2"));
  assert.ok(command.includes("-Wl,-rpath,/p/.native/tensorflow"));
  assert.ok(!command.join(" ").includes("dynamic_lookup"));
  assert.ok(
    addonCommand(["c++"], "/p", [], "/w/a", "darwin").join(" ")
      .includes("-undefined,dynamic_lookup"),
  );
});

Deno.test("downloadCommand() asks for a fixed Python and platform", () => {
  const source = NATIVE_SOURCES["linux-aarch64"]!;
  const command = downloadCommand("py", source.wheels[0]!, source.tags, "/w");
  for (
    const part of [
      "--only-binary=:all:",
      "--no-deps",
      "--progress-bar=raw",
      "--python-version=3.12",
      "--platform=manylinux_2_27_aarch64",
      "tensorflow==2.21.0",
    ]
  ) assert.ok(command.includes(part), part);
});

Deno.test("wantedFiles() takes libraries and headers of TensorFlow, and what NVIDIA's wheels run with", () => {
  const [tensorflow, nvidia] = GPU_SOURCE.wheels;
  const files = wantedFiles(tensorflow!, GPU_SOURCE);
  assert.ok(files.includes("tensorflow/libtensorflow_framework.so.2"));
  assert.ok(files.includes("tensorflow/include/tensorflow/c/c_api.h"));
  assert.deepEqual(wantedFiles(nvidia!, GPU_SOURCE).slice(0, 2), [
    "nvidia/*",
    "!*/include/*",
  ]);
});

Deno.test("childEnvironment() keeps Jupyter inside the project", () => {
  const environment = childEnvironment("/p", "native", "/bin");
  for (
    const name of [
      "IPYTHONDIR",
      "JUPYTER_CONFIG_DIR",
      "JUPYTER_DATA_DIR",
      "JUPYTER_RUNTIME_DIR",
    ]
  ) assert.match(environment[name] ?? "", /^\/p\/\.setup\//, name);
  assert.equal(environment.SEGBOOK_BACKEND, undefined);
  assert.equal(childEnvironment("/p", "wasm", "").SEGBOOK_BACKEND, "wasm");
  const small = childEnvironment("/p", "native", "", "small");
  assert.equal(small.TF_ONEDNN_USE_SYSTEM_ALLOCATOR, "1");
  assert.throws(
    () => childEnvironment("/p", "native", "", "tiny"),
    /SEGBOOK_MEMORY must be fast or small, current value is tiny/,
  );
});

Deno.test("kernelSpec() starts the pinned Deno and leaves the interrupt mode at signal", () => {
  const spec = kernelSpec("/p", "native");
  assert.deepEqual(spec, {
    argv: [
      "/p/.venv/bin/deno",
      "jupyter",
      "--kernel",
      "--conn",
      "{connection_file}",
    ],
    display_name: "Deno (segbook)",
    language: "typescript",
    env: {
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      TF_CPP_MIN_LOG_LEVEL: "2",
    },
  });
  assert.match(JSON.stringify(kernelSpec("/p", "wasm")), /SEGBOOK_BACKEND/);
});
