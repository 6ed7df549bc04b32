/** Modules of `wasm/`, each compiled from the file of its name in `assembly/`. */
export type KernelModule = "bits" | "run_lengths" | "thresholds";

/** A page of WebAssembly's memory, bytes. */
const PAGE = 65536;

/** Places begin in multiples of it: a line of the processor's cache. */
const LINE = 64;

/** What a kernel may read or write beyond the end of a place: 32 numbers. */
const SLACK = 128;

interface ModuleExports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: () => number;
}

/**
 * Functions of a WebAssembly module that reads and writes places in one memory of its own. Large pictures are handed
 * over in bands, so that the memory, which never shrinks, stays small and what is in it near the processor.
 *
 * Why WebAssembly: it has 16 bytes an instruction, which JavaScript has not.
 */
export class Kernels<Functions> {
  readonly call: Functions;
  readonly #memory: WebAssembly.Memory;
  readonly #base: number;

  constructor(code: BufferSource) {
    const module = new WebAssembly.Module(code);
    const { exports } = new WebAssembly.Instance(module);
    const own = exports as unknown as ModuleExports;
    this.call = exports as unknown as Functions;
    this.#memory = own.memory;
    this.#base = own.heapBase();
  }

  /**
   * Lays out places one after the other; those of the call before are given up. What lies there is not cleared.
   *
   * @param lengths Bytes of each place.
   * @returns Where they begin, in multiples of 64.
   */
  places<const L extends readonly number[]>(
    ...lengths: L
  ): { -readonly [K in keyof L]: number } {
    let next = this.#base;
    const begins = lengths.map((length) => {
      const begin = Math.ceil(next / LINE) * LINE;
      next = begin + length + SLACK;
      return begin;
    });
    this.#grow(next);
    return begins as { -readonly [K in keyof L]: number };
  }

  /** Makes the last place longer; what lies in the places stays. */
  extend(begin: number, length: number): void {
    this.#grow(begin + length + SLACK);
  }

  #grow(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
  }

  /** A place as bytes; true until the next {@linkcode places} or {@linkcode extend}. */
  bytes(begin: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer, begin, length);
  }

  /** A place as whole numbers of 32 bits. */
  integers(begin: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#buffer, begin, length);
  }

  /** A place as words of 32 bits. */
  words(begin: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#buffer, begin, length);
  }

  /** A place as numbers in single precision. */
  singles(begin: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#buffer, begin, length);
  }

  get #buffer(): ArrayBuffer {
    // A memory that is not shared has such a buffer.
    return this.#memory.buffer as ArrayBuffer;
  }
}

/**
 * Loads a module for this thread.
 *
 * @param name Which.
 *
 * @example
 * ```ts
 * import { loadKernels } from "./kernels.ts";
 *
 * interface Bits {
 *   packBytes(source: number, width: number, rows: number, words: number): void;
 * }
 * const kernels = loadKernels<Bits>("bits");
 * const [source, words] = kernels.places(3, 4);
 * kernels.bytes(source, 3).set([0, 7, 1]);
 * kernels.call.packBytes(source, 3, 1, words);
 * if (kernels.words(words, 1)[0] !== 0b110) throw new Error();
 * ```
 */
export function loadKernels<Functions>(
  name: KernelModule,
): Kernels<Functions> {
  const path = new URL(`./wasm/${name}.wasm`, import.meta.url);
  return new Kernels<Functions>(Deno.readFileSync(path));
}
