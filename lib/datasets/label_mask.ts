import { InputError, type Mask } from "../core/mod.ts";
import type { LabelImage } from "../imaging/mod.ts";

/** What counts as foreground: a number (index, grey value) or a colour. */
export interface Foreground {
  /** How it was written. */
  readonly kind: "number" | "colour";
  /** The number, or 0xRRGGBB. */
  readonly value: number;
}

/**
 * Reads the option `foreground`.
 *
 * @param text A whole number from 0 to 65535, or a colour as `#rrggbb`.
 * @returns What it says.
 * @throws {InputError} Where it is neither.
 *
 * @example
 * ```ts
 * import { parseForeground } from "./label_mask.ts";
 *
 * if (parseForeground("#FF0000").value !== 0xff0000) throw new Error();
 * if (parseForeground("0").kind !== "number") throw new Error();
 * ```
 */
export function parseForeground(text: string): Foreground {
  const colour = /^#([0-9a-f]{6})$/i.exec(text)?.[1];
  if (colour) return { kind: "colour", value: parseInt(colour, 16) };
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) {
    return { kind: "number", value: Number(text) };
  }
  throw new InputError(
    `Cannot use the foreground: it must be a palette index or grey value from 0 to 65535, or a colour such as ` +
      `#ff0000, current value is ${JSON.stringify(text)}`,
    { remedy: "Give --foreground a value that the masks hold." },
  );
}

const channelsOf = (colour: number) =>
  [colour >> 16 & 255, colour >> 8 & 255, colour & 255] as const;

/** Whether two values differ by less than half of the range in every channel. */
function isNear(kind: LabelImage["kind"], a: number, b: number): boolean {
  if (kind !== "colour") return Math.abs(a - b) < 128;
  const other = channelsOf(b);
  return channelsOf(a).every((c, i) => Math.abs(c - other[i]!) < 128);
}

/** How often each value occurs. */
function countValues(values: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length;) {
    const value = values[i]!;
    const start = i;
    while (i < values.length && values[i] === value) i++;
    counts.set(value, (counts.get(value) ?? 0) + i - start);
  }
  return counts;
}

/**
 * Whether the values were smeared by JPEG or by resizing, so that those at edges mean nothing. A resized black and
 * white mask has many greys, but most of what is not black is white; a resized colour mask has hundreds of colours,
 * but a few cover most of it. Class and instance maps have neither.
 */
function isSmeared(label: LabelImage, counts: Map<number, number>): boolean {
  if (label.lossy) return true;
  if (label.kind === "palette" || label.bitDepth !== 8) return false;
  const nonzero = [...counts].filter(([value]) => value !== 0);
  const total = nonzero.reduce((sum, [, count]) => sum + count, 0);
  if (label.kind === "grey") {
    const white = nonzero.filter(([value]) => value >= 247)
      .reduce((sum, [, count]) => sum + count, 0);
    return counts.size > 8 && white * 2 >= total;
  }
  const largest = nonzero.map(([, count]) => count).sort((a, b) => b - a)
    .slice(0, 16).reduce((a, b) => a + b, 0);
  return counts.size > 64 && largest * 2 >= total;
}

/** The foreground as a value of this label picture; undefined where such a picture cannot hold it. */
function valueIn(label: LabelImage, foreground: Foreground): number[] {
  const { kind, value } = foreground;
  if (kind === "number") {
    return [label.kind === "colour" ? value * 0x010101 : value];
  }
  if (label.kind === "colour") return [value];
  if (label.kind === "palette") {
    return [...label.colours ?? []].flatMap((colour, index) =>
      colour === value ? [index] : []
    );
  }
  const [red, green, blue] = channelsOf(value);
  return red === green && green === blue ? [red] : [];
}

/**
 * Makes a mask of a label picture.
 *
 * - A number is a palette index or a grey value; in a colour picture it means the grey of that value.
 * - A colour is looked up in a palette; in a grey picture it must be a grey.
 * - Without `foreground` every value but 0 (black) is foreground.
 * - Where values are smeared (JPEG, or a black and white or colour mask that was resized smoothly) a pixel counts
 *   if every channel is within 127 of the foreground; without `foreground`, if any channel is above 127.
 *
 * @param label The label picture.
 * @param foreground What counts.
 * @returns 1 where the label is foreground.
 *
 * @example
 * ```ts
 * import { labelMask } from "./label_mask.ts";
 *
 * const values = new Uint32Array([0, 1, 2]);
 * const label = { kind: "palette", lossy: false, bitDepth: 8, values, width: 3, height: 1 } as const;
 * if (labelMask(label).data.join() !== "0,1,1") throw new Error();
 * if (labelMask(label, { kind: "number", value: 0 }).data.join() !== "1,0,0") throw new Error();
 * ```
 */
export function labelMask(label: LabelImage, foreground?: Foreground): Mask {
  const { values, width, height, kind } = label;
  const counts = countValues(values);
  const smeared = isSmeared(label, counts);
  const wanted = foreground && valueIn(label, foreground);
  const matches = (value: number): boolean => {
    if (!wanted) {
      if (!smeared) return value !== 0;
      return kind === "colour"
        ? channelsOf(value).some((channel) => channel > 127)
        : value > 127;
    }
    return smeared
      ? wanted.some((one) => isNear(kind, one, value))
      : wanted.includes(value);
  };
  const chosen = new Set([...counts.keys()].filter(matches));
  const data = new Uint8Array(values.length);
  let last = -1;
  let bit = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== last) {
      last = value;
      bit = chosen.has(value) ? 1 : 0;
    }
    data[i] = bit;
  }
  return { data, width, height };
}

/**
 * Names the values of a label picture, the most frequent first, as a person would write them for `foreground`.
 *
 * @param label The label picture.
 * @param most How many are named at most. @default {8}
 *
 * @example
 * ```ts
 * import { describeValues } from "./label_mask.ts";
 *
 * const values = new Uint32Array([0xff0000, 0, 0]);
 * const label = { kind: "colour", lossy: false, bitDepth: 8, values, width: 3, height: 1 } as const;
 * if (describeValues(label).join() !== "#000000,#ff0000") throw new Error();
 * ```
 */
export function describeValues(label: LabelImage, most = 8): string[] {
  const counts = [...countValues(label.values)].sort((a, b) => b[1] - a[1]);
  return counts.slice(0, most).map(([value]) =>
    label.kind === "colour"
      ? `#${value.toString(16).padStart(6, "0")}`
      : String(value)
  );
}
