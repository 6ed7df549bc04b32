import { writeFileAtomic } from "../../lib/core/mod.ts";
import {
  compileKernels,
  KERNEL_MODULES,
  kernelPath,
} from "../simd/compile_kernels.ts";

for (const name of KERNEL_MODULES) {
  const code = await compileKernels(name);
  await writeFileAtomic(kernelPath(name).pathname, code);
  console.log(`${name}.wasm: ${code.length} bytes`);
}
