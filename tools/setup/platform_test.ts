import assert from "node:assert/strict";
import { GPU_SOURCE, NATIVE_SOURCES } from "./pins.ts";
import { choosePlatform } from "./platform.ts";

Deno.test("choosePlatform() knows three systems with a wheel, by one table", () => {
  for (
    const [os, arch, library] of [
      ["linux", "x86_64", "libtensorflow_cc.so.2"],
      ["linux", "aarch64", "libtensorflow_cc.so.2"],
      ["darwin", "aarch64", "libtensorflow_cc.2.dylib"],
    ] as const
  ) {
    assert.equal(choosePlatform(os, arch, "cpu").native?.libraries[0], library);
  }
});

Deno.test("choosePlatform() leaves a system without a wheel to the portable backend", () => {
  assert.equal(choosePlatform("darwin", "x86_64", "cpu").native, undefined);
});

Deno.test("choosePlatform() refuses a system that is not supported", () => {
  assert.throws(
    () => choosePlatform("windows", "x86_64", "cpu"),
    /current value is windows-x86_64[\s\S]*wsl --install/,
  );
  assert.throws(
    () => choosePlatform("freebsd", "x86_64", "cpu"),
    /current value is freebsd-x86_64/,
  );
});

Deno.test("choosePlatform() has CUDA for Linux x86_64 alone", () => {
  assert.equal(choosePlatform("linux", "x86_64", "gpu").native, GPU_SOURCE);
  assert.throws(
    () => choosePlatform("darwin", "aarch64", "gpu"),
    /for the GPU: system must be linux-x86_64/,
  );
});

Deno.test("the pins are exact and their sizes known", () => {
  for (const source of [...Object.values(NATIVE_SOURCES), GPU_SOURCE]) {
    assert.ok(source.unpackedMegabytes > 100);
    for (const { requirement, megabytes } of source.wheels) {
      assert.match(requirement, /^[a-z0-9-]+==[\d.]+$/);
      assert.ok(megabytes > 0, requirement);
    }
  }
});
