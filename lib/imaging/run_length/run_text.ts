import { InputError } from "../../core/mod.ts";
import type { PixelOrder } from "./mask_bits.ts";
import type { MaskRuns } from "./mask_runs.ts";
import {
  ascii,
  CHUNK,
  encoder,
  joinNumbers,
  runKernels,
} from "./run_kernels.ts";

/** Characters of a number and the space after it: ten digits hold 32 bits. */
const CHARACTERS = 11;

/** Characters that are read at once. */
const TEXT = 1 << 20;

/** How runs are written as numbers. */
export interface RunTextOptions {
  /**
   * `absolute`: start and length of each run (STAS, UW-Madison, most of Kaggle). `relative`: background before each
   * run, counted from the end of the run before, and its length (SIIM-ACR).
   */
  readonly form: "absolute" | "relative";
  /** Number of the first pixel in the absolute form. @default {1} */
  readonly base?: 0 | 1;
  /** What stands for an empty mask; SIIM-ACR has `-1`. @default {""} */
  readonly empty?: "" | "-1";
}

/**
 * Writes runs as the competitions' text.
 *
 * Kaggle's own encoder for SIIM-ACR forgets a run that reaches the last pixel; this one does not.
 *
 * @param runs From `encodeMask`.
 * @param options Absolute or relative.
 *
 * @example
 * ```ts
 * import { encodeMask } from "./mask_runs.ts";
 * import { formatRuns } from "./run_text.ts";
 *
 * const runs = encodeMask({ data: Uint8Array.of(0, 1, 1, 0, 1), width: 5, height: 1 }, "rows");
 * if (formatRuns(runs, { form: "absolute" }) !== "2 2 5 1") throw new Error();
 * if (formatRuns(runs, { form: "relative" }) !== "1 2 1 1") throw new Error();
 * ```
 */
export function formatRuns(
  { bounds }: Pick<MaskRuns, "bounds">,
  { form, base = 1, empty = "" }: RunTextOptions,
): string {
  if (bounds.length === 0) return empty;
  const { length } = bounds;
  const most = Math.min(length, CHUNK);
  const [chunk, text] = runKernels.places(4 * most, CHARACTERS * most);
  const parts: string[] = [];
  for (let first = 0; first < length; first += CHUNK) {
    const part = bounds.subarray(first, first + CHUNK);
    runKernels.integers(chunk, part.length).set(part);
    const count = runKernels.call.writeRuns(
      chunk,
      part.length / 2,
      form === "relative",
      bounds[first - 1] ?? 0,
      base,
      text,
    );
    // A space stands after every number but the last.
    const isLast = first + CHUNK >= length;
    parts.push(
      ascii.decode(runKernels.bytes(text, isLast ? count - 1 : count)),
    );
  }
  return parts.join("");
}

/** The picture that a text is read for. */
export interface RunPicture {
  readonly width: number;
  readonly height: number;
  readonly order: PixelOrder;
}

/**
 * Reads what {@linkcode formatRuns} or a competition wrote. Runs in any order, and such that overlap or touch, are
 * joined, as Kaggle's decoders do.
 *
 * @param text Numbers with spaces between them; empty or `-1` for an empty mask.
 * @param picture Size and order.
 * @param options Absolute or relative.
 * @throws {InputError} Where the text is not pairs of whole numbers, or a run lies outside the picture.
 *
 * @example
 * ```ts
 * import { parseRuns } from "./run_text.ts";
 *
 * const picture = { width: 5, height: 1, order: "rows" } as const;
 * if (parseRuns("2 2 5 1", picture, { form: "absolute" }).bounds.join() !== "1,3,4,5") throw new Error();
 * if (parseRuns("-1", picture, { form: "relative" }).bounds.length !== 0) throw new Error();
 * ```
 */
export function parseRuns(
  text: string,
  picture: RunPicture,
  { form, base = 1 }: RunTextOptions,
): MaskRuns {
  const { width, height, order } = picture;
  const runs = { width, height, order };
  const trimmed = text.trim();
  if (trimmed === "" || trimmed === "-1") {
    return { ...runs, bounds: new Int32Array(0) };
  }
  const reader = new RunReader(width * height, form === "relative", base);
  const bounds = reader.read(trimmed);
  return { ...runs, bounds: reader.isRising ? bounds : joined(bounds) };
}

/** Reads a text in chunks. */
class RunReader {
  /** Whether each run begins after the end of the one before. */
  isRising = true;
  #misfit: InputError | undefined;
  /** End of the last run. */
  #before = -1;

  constructor(
    readonly pixels: number,
    readonly relative: boolean,
    readonly base: number,
  ) {}

  read(text: string): Int32Array {
    const parts: Int32Array[] = [];
    // A number that is longer than a chunk has zeros before it; the chunk grows until it holds it.
    let size = Math.min(3 * text.length, TEXT), left: number | undefined;
    for (let first = 0; first < text.length;) {
      const [source, target, state] = runKernels.places(size, 2 * size + 8, 8);
      const { read, written } = encoder.encodeInto(
        text.slice(first, first + size),
        runKernels.bytes(source, size),
      );
      const kept = left === undefined ? 0 : 1;
      if (left !== undefined) runKernels.integers(target, 1)[0] = left;
      const count = kept + runKernels.call.readNumbers(
        source,
        written,
        first + read === text.length,
        target + 4 * kept,
        state,
      );
      const [characters = 0, wrong = -1] = runKernels.integers(state, 2);
      if (wrong >= 0) throw notNumbers(text, first + wrong);
      if (characters === 0) size *= 2;
      first += characters;
      left = count % 2 === 0
        ? undefined
        : runKernels.integers(target, count)[count - 1];
      parts.push(this.#place(target, count >> 1, state));
    }
    if (left !== undefined) {
      const count = 1 + parts.reduce((sum, part) => sum + part.length, 0);
      throw new InputError(
        `Cannot read run lengths: every start must have a length, current value is ${count} numbers`,
      );
    }
    if (this.#misfit) throw this.#misfit;
    return joinNumbers(parts);
  }

  /** Turns numbers into starts and ends. */
  #place(numbers: number, runs: number, state: number): Int32Array {
    const rising = runKernels.integers(state, 1);
    rising[0] = 1;
    const { pixels, relative, base } = this;
    const fitting = runKernels.call.placeRuns(
      numbers,
      runs,
      relative,
      base,
      this.#before,
      pixels,
      state,
    );
    const bounds = runKernels.integers(numbers, 2 * runs).slice();
    const position = Math.max(bounds[2 * fitting - 1] ?? this.#before, 0);
    if (fitting < runs) {
      const number = bounds[2 * fitting]!, length = bounds[2 * fitting + 1]!;
      const start = relative ? position + number : number - base;
      this.#misfit ??= new InputError(
        `Cannot read run lengths: runs must lie in the picture's ${pixels} pixels, current value is ${length} pixels from ${start} (counted from 0)`,
        { remedy: "Check the picture's width and height, and the form." },
      );
    }
    if (rising[0] === 0) this.isRising = false;
    if (runs > 0) this.#before = position;
    return bounds;
  }
}

function notNumbers(text: string, at: number): InputError {
  return new InputError(
    `Cannot read run lengths: text must be whole numbers up to 2147483647 with spaces between them, current value at ${at} is ${
      JSON.stringify(text.slice(Math.max(at - 8, 0), at + 8))
    }`,
  );
}

function joined(bounds: Int32Array): Int32Array {
  const order = Array.from({ length: bounds.length / 2 }, (_, i) => 2 * i)
    .sort((a, b) => bounds[a]! - bounds[b]!);
  const result = new Int32Array(bounds.length);
  let count = 0;
  for (const i of order) {
    if (count > 0 && bounds[i]! <= result[count - 1]!) {
      result[count - 1] = Math.max(result[count - 1]!, bounds[i + 1]!);
    } else {
      result[count++] = bounds[i]!;
      result[count++] = bounds[i + 1]!;
    }
  }
  return result.subarray(0, count);
}
