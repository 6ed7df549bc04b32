import * as asc from "assemblyscript/asc";
import type { KernelModule } from "../../lib/simd/mod.ts";

/** All modules. */
export const KERNEL_MODULES: readonly KernelModule[] = [
  "bits",
  "run_lengths",
  "thresholds",
];

const SOURCES = new URL("../../lib/simd/assembly/", import.meta.url);

/** Where a module's code is kept. */
export function kernelPath(name: KernelModule): URL {
  return new URL(`../../lib/simd/wasm/${name}.wasm`, import.meta.url);
}

function readSource(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(name, SOURCES));
  } catch (error) {
    // The compiler asks for every place where a file might be.
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Compiles a module; equal sources give equal bytes.
 *
 * @param name Of the file in `lib/simd/assembly`.
 * @throws {Error} With the compiler's words where the source has a fault.
 */
export async function compileKernels(
  name: KernelModule,
): Promise<Uint8Array> {
  let code: Uint8Array | undefined;
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main([
    `${name}.ts`,
    "--outFile",
    `${name}.wasm`,
    "-O3",
    "--converge",
    "--runtime",
    "stub",
    "--use",
    "abort=",
    "--enable",
    "simd,bulk-memory",
  ], {
    readFile: readSource,
    writeFile(_: string, contents: string | Uint8Array) {
      if (typeof contents !== "string") code = contents;
    },
    listFiles: () => [],
    stderr,
  });
  if (error || !code) {
    throw new Error(`Cannot compile ${name}:\n${stderr}`, { cause: error });
  }
  return code;
}
