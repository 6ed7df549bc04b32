import { type ImageLook, thumbnailOf, type Turn, turns } from "./image_look.ts";

/** A picture as the search for copies sees it. */
export interface DuplicateCandidate {
  readonly id: string;
  /** From `fingerprint`. */
  readonly fingerprint: string;
  /** From `imageLook`. */
  readonly look: ImageLook;
}

/** Two pictures that are copies of each other. */
export interface DuplicateMatch {
  /** The id that sorts first. */
  readonly a: string;
  readonly b: string;
  /** `same`: pixel for pixel. `near`: compressed anew, resized, flipped or rotated. */
  readonly kind: "same" | "near";
  /** How b must be turned to look like a. */
  readonly turn: Turn;
  /** Bits in which the difference hashes differ, 0 to 64. */
  readonly distance: number;
  /** Correlation of the thumbnails, -1 to 1; 1 for equal flat ones. */
  readonly correlation: number;
}

/** When two pictures count as near-copies; all three must hold. */
export interface DuplicateRule {
  /** Largest number of differing hash bits. @default {12} */
  readonly distance?: number;
  /** Smallest correlation of the 24 x 24 thumbnails. @default {0.985} */
  readonly correlation?: number;
  /** Largest mean absolute difference of the thumbnails, grey levels. @default {8} */
  readonly difference?: number;
}

/** Number of ones in 32 bits. */
function countOnes(word: number): number {
  word -= word >>> 1 & 0x55555555;
  word = (word & 0x33333333) + (word >>> 2 & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Correlation and mean absolute difference; two flat thumbnails correlate fully. */
function compareThumbnails(a: Uint8Array, b: Uint8Array) {
  const n = a.length;
  let [sumA, sumB, squareA, squareB, product, apart] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]!, b[i]!];
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
    apart += Math.abs(x - y);
  }
  const varianceA = squareA - sumA * sumA / n;
  const varianceB = squareB - sumB * sumB / n;
  const covariance = product - sumA * sumB / n;
  const flat = varianceA === 0 && varianceB === 0;
  const scale = Math.sqrt(varianceA * varianceB);
  const correlation = flat ? 1 : scale === 0 ? 0 : covariance / scale;
  return { correlation, difference: apart / n };
}

/** The hashes' halves: position p of item i at (i * 8 + p) * 2. */
function packHashes(items: readonly DuplicateCandidate[]): Uint32Array {
  return Uint32Array.from(
    items.flatMap(({ look }) =>
      look.hashes.flatMap((hash) => [
        parseInt(hash.slice(0, 8), 16),
        parseInt(hash.slice(8), 16),
      ])
    ),
  );
}

/**
 * Finds pictures that are copies of each other: the same pixels, or the same picture compressed anew, resized,
 * flipped or rotated by quarter turns. Two pictures are near-copies where in one of the 8 positions their difference
 * hashes are close AND their thumbnails correlate AND are about as bright; the hash alone would confuse slides that
 * merely have their light and dark sides alike. Crops and colour changes are not found.
 *
 * @param items The pictures.
 * @param rule When two count as near.
 * @returns A pair at most once, its best position, in the order of the items.
 *
 * @example
 * ```ts
 * import { findDuplicates } from "./find_duplicates.ts";
 * import { fingerprint } from "./fingerprint.ts";
 * import { imageLook } from "./image_look.ts";
 *
 * const data = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) % 251);
 * const image = { data, width: 10, height: 10, channels: 1 } as const;
 * const rotated = { ...image, data: data.toReversed() };
 * const items = [image, rotated].map((one, i) => (
 *   { id: `${i}`, fingerprint: fingerprint(one), look: imageLook(one) }
 * ));
 * if (findDuplicates(items)[0]?.turn !== "rotated_180") throw new Error();
 * ```
 */
export function findDuplicates(
  items: readonly DuplicateCandidate[],
  rule: DuplicateRule = {},
): DuplicateMatch[] {
  const { distance = 12, correlation = 0.985, difference = 8 } = rule;
  const hashes = packHashes(items);
  const thumbnails = items.map(({ look }) => thumbnailOf(look));
  const matches: DuplicateMatch[] = [];
  items.forEach((item, i) => {
    for (let j = i + 1; j < items.length; j++) {
      const other = items[j]!;
      const [a, b] = [item.id, other.id].sort() as [string, string];
      if (item.fingerprint === other.fingerprint) {
        const same = { kind: "same", turn: "same" } as const;
        matches.push({ a, b, ...same, distance: 0, correlation: 1 });
        continue;
      }
      let best: DuplicateMatch | undefined;
      for (let position = 0; position < turns.length; position++) {
        const at = (j * 8 + position) * 2;
        const bits = countOnes(hashes[i * 16]! ^ hashes[at]!) +
          countOnes(hashes[i * 16 + 1]! ^ hashes[at + 1]!);
        if (bits > distance) continue;
        const alike = compareThumbnails(
          thumbnails[i]!,
          thumbnailOf(other.look, position),
        );
        if (
          alike.correlation < correlation || alike.difference > difference ||
          alike.correlation <= (best?.correlation ?? -1)
        ) continue;
        const turn = turns[position]!;
        const found = { distance: bits, correlation: alike.correlation };
        best = { a, b, kind: "near", turn, ...found };
      }
      if (best) matches.push(best);
    }
  });
  return matches;
}
