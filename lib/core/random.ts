/** Random numbers that depend on nothing but the keys they were made from. */
export interface RandomSource {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number;
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** A new array in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/** Mixes one 32-bit word into a hash state (MurmurHash3's round). */
function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  state ^= k;
  state = (state << 13) | (state >>> 19);
  return (Math.imul(state, 5) + 0xe6546b64) | 0;
}

function finish(state: number): number {
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

function hashKeys(lane: number, keys: readonly (number | string)[]): number {
  let state = lane;
  for (const key of keys) {
    if (typeof key === "number") {
      state = mix(mix(state, key | 0), Math.floor(key / 2 ** 32) | 0);
    } else {
      for (let i = 0; i < key.length; i++) {
        state = mix(state, key.charCodeAt(i));
      }
      state = mix(state, ~key.length);
    }
  }
  return finish(state);
}

/**
 * Makes a random source from keys: equal keys give equal numbers, whatever else was drawn before and on whichever
 * worker. Draw for each purpose from its own source, as in `randomSource(seed, "augment", epoch, sampleId)`.
 *
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its
 * state filled by MurmurHash3 of the keys.
 *
 * @param keys Seed, purpose and counters. Numbers must be finite integers.
 * @returns A source at the start of its sequence.
 * @throws {RangeError} Where a number among the keys is not an integer.
 *
 * @example
 * ```ts
 * import { randomSource } from "./random.ts";
 *
 * const a = randomSource(7, "crop", 0).next();
 * if (a !== randomSource(7, "crop", 0).next()) throw new Error();
 * if (a === randomSource(7, "crop", 1).next()) throw new Error();
 * ```
 */
export function randomSource(
  ...keys: readonly (number | string)[]
): RandomSource {
  for (const key of keys) {
    if (typeof key === "number" && !Number.isSafeInteger(key)) {
      throw new RangeError(
        `Cannot make a random source: keys must be integers or strings, current value is ${key}`,
      );
    }
  }
  let [a, b, c, d] = [1, 2, 3, 4].map((lane) =>
    hashKeys(Math.imul(lane, 0x9e3779b9), keys)
  ) as [number, number, number, number];
  let spare: number | undefined;

  const word = (): number => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const next = () => word() / 2 ** 32;
  const integer = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    integer,
    uniform: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      const angle = 2 * Math.PI * next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    shuffle(items) {
      const result = [...items];
      for (let i = result.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [result[i], result[j]] = [result[j]!, result[i]!];
      }
      return result;
    },
  };
}
