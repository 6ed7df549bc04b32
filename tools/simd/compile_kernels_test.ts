import assert from "node:assert/strict";
import {
  compileKernels,
  KERNEL_MODULES,
  kernelPath,
} from "./compile_kernels.ts";

for (const name of KERNEL_MODULES) {
  Deno.test(`${name}.wasm is what its source compiles to`, async () => {
    const kept = await Deno.readFile(kernelPath(name));
    assert.ok(
      kept.toHex() === (await compileKernels(name)).toHex(),
      "Run `deno task kernels` and commit what it writes.",
    );
  });
}
