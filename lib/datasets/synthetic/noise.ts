import { randomSource } from "../../core/mod.ts";

/** Side of a noise tile, texels; a power of two, the tile repeats without a seam. */
const side = 512;
const wrap = side - 1;

/** A repeating texture with mean 0 and standard deviation 1. */
export class NoiseTile {
  readonly #texels: Float32Array;

  constructor(texels: Float32Array) {
    this.#texels = texels;
  }

  /** The texel that holds the position. */
  at(x: number, y: number): number {
    return this.#texels[(((y | 0) & wrap) << 9) | ((x | 0) & wrap)]!;
  }

  /** Between texels, linear; for positions that move by less than a texel a pixel. */
  smooth(x: number, y: number): number {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const u = x - left;
    const v = y - top;
    const row0 = (top & wrap) << 9;
    const row1 = ((top + 1) & wrap) << 9;
    const column0 = left & wrap;
    const column1 = (left + 1) & wrap;
    const t = this.#texels;
    const upper = t[row0 | column0]! * (1 - u) + t[row0 | column1]! * u;
    const lower = t[row1 | column0]! * (1 - u) + t[row1 | column1]! * u;
    return upper * (1 - v) + lower * v;
  }
}

/**
 * Makes a tile of value noise summed over octaves: wavelengths halve and amplitudes fall from one to the next.
 *
 * @param name Keys the random numbers: tiles of one name are equal.
 * @param wavelength Of the first octave, texels: a power of two up to 512.
 * @param octaves How many.
 * @param gain Amplitude of an octave over that of the octave before.
 */
export function noiseTile(
  name: string,
  wavelength: number,
  octaves: number,
  gain: number,
): NoiseTile {
  const sum = new Float32Array(side * side);
  let amplitude = 1;
  for (let octave = 0; octave < octaves; octave++) {
    const step = Math.max(1, wavelength >> octave);
    addOctave(sum, randomSource("noise", name, octave), step, amplitude);
    amplitude *= gain;
  }
  let [total, squares] = [0, 0];
  for (const value of sum) {
    total += value;
    squares += value * value;
  }
  const mean = total / sum.length;
  const deviation = Math.sqrt(squares / sum.length - mean * mean);
  return new NoiseTile(sum.map((value) => (value - mean) / deviation));
}

function addOctave(
  sum: Float32Array,
  random: { normal(): number },
  step: number,
  amplitude: number,
): void {
  const cells = side / step;
  const lattice = Float32Array.from(
    { length: cells * cells },
    () => random.normal() * amplitude,
  );
  for (let y = 0; y < side; y++) {
    const row = Math.floor(y / step);
    const v = ease(y / step - row);
    const upper = row * cells;
    const lower = ((row + 1) % cells) * cells;
    for (let x = 0; x < side; x++) {
      const column = Math.floor(x / step);
      const u = ease(x / step - column);
      const next = (column + 1) % cells;
      const a = lattice[upper + column]! * (1 - u) + lattice[upper + next]! * u;
      const b = lattice[lower + column]! * (1 - u) + lattice[lower + next]! * u;
      sum[y * side + x]! += a * (1 - v) + b * v;
    }
  }
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

/** The tiles every picture is drawn with; made once a process. */
export interface NoiseTiles {
  /** Wavelengths 64 to 4 texels: domains, thickness, stain. */
  readonly broad: NoiseTile;
  /** Wavelengths 16 to 2: ragged edges, cytoplasm. */
  readonly fine: NoiseTile;
  /** Wavelengths 4 and 2: chromatin. */
  readonly grain: NoiseTile;
  /** Independent texels: the camera's noise. */
  readonly white: NoiseTile;
}

let tiles: NoiseTiles | undefined;

/** The noise tiles, from memory where they were made before. */
export function noiseTiles(): NoiseTiles {
  return tiles ??= {
    broad: noiseTile("broad", 64, 5, 0.55),
    fine: noiseTile("fine", 16, 4, 0.65),
    grain: noiseTile("grain", 4, 2, 0.7),
    white: noiseTile("white", 1, 1, 1),
  };
}
