import { InputError } from "../../lib/core/input_error.ts";
import { GPU_SOURCE, NATIVE_SOURCES, type NativeSource } from "./pins.ts";

/** TensorFlow for the processor alone, or with CUDA. */
export type Variant = "cpu" | "gpu";

/** A system and processor as this project names them. */
export interface Platform {
  /** As in `linux-x86_64`. */
  readonly name: string;
  /** Where TensorFlow's library comes from, `undefined` where no wheel has it. */
  readonly native: NativeSource | undefined;
}

/** Names a system and processor: `linux-x86_64`, `darwin-aarch64`. */
export function platformName(os: string, arch: string): string {
  return `${os}-${arch}`;
}

/** The systems for which Deno, Jupyter and the npm packages with native code all exist. */
const SUPPORTED = [
  "linux-x86_64",
  "linux-aarch64",
  "darwin-aarch64",
  "darwin-x86_64",
];

/**
 * Tells what set-up does on a system, or refuses it.
 *
 * @param os As in `Deno.build.os`.
 * @param arch As in `Deno.build.arch`.
 * @param variant With CUDA or without.
 * @throws {InputError} Where the system is not supported, or not with a GPU.
 *
 * @example
 * ```ts
 * import { choosePlatform } from "./platform.ts";
 *
 * const { native } = choosePlatform("linux", "x86_64", "cpu");
 * if (!native?.wheels[0]?.requirement.startsWith("tensorflow-cpu==")) throw new Error();
 * ```
 */
export function choosePlatform(
  os: string,
  arch: string,
  variant: Variant,
): Platform {
  const name = platformName(os, arch);
  if (!SUPPORTED.includes(name)) {
    throw new InputError(
      `Cannot set up: system must be one of ${
        SUPPORTED.join(", ")
      }, current value is ${name}`,
      {
        remedy: os === "windows"
          ? "On Windows, work inside WSL: run `wsl --install`, clone the project there and start again."
          : "Use a machine or a container with one of these systems.",
      },
    );
  }
  if (variant === "cpu") return { name, native: NATIVE_SOURCES[name] };
  if (name !== "linux-x86_64") {
    throw new InputError(
      `Cannot set up for the GPU: system must be linux-x86_64, current value is ${name}`,
      { remedy: "Run `deno task setup` for the processor alone." },
    );
  }
  return { name, native: GPU_SOURCE };
}
