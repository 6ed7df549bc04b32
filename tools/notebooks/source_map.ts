const DIGITS =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Where a place in generated code comes from; line and column from 1. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

/** One group of a source map: what begins at a column of the generated line. */
interface Segment {
  readonly generatedColumn: number;
  readonly line: number;
  readonly column: number;
}

/** Reads the base-64 numbers of one group, five bits a digit, the sign in the lowest bit. */
function readNumbers(group: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const digit of group) {
    const bits = DIGITS.indexOf(digit);
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

/** Reads the `mappings` of a source map (format 3) with one source. */
function readMappings(mappings: string): Segment[][] {
  let [line, column] = [0, 0];
  return mappings.split(";").map((groups) => {
    let generatedColumn = 0;
    const segments: Segment[] = [];
    for (const group of groups.split(",").filter(Boolean)) {
      const [step = 0, , lines, columns] = readNumbers(group);
      generatedColumn += step;
      if (lines === undefined || columns === undefined) continue;
      line += lines;
      column += columns;
      segments.push({ generatedColumn, line, column });
    }
    return segments;
  });
}

/**
 * Finds where a place in generated code comes from.
 *
 * @param mappings The `mappings` text of a source map, format 3, with one source.
 * @param line Line in the generated code, from 1.
 * @param column Column in the generated code, from 1.
 * @returns The place in the source, or `undefined` where the map has nothing at or before it on that line.
 *
 * @example
 * ```ts
 * import { sourcePlace } from "./source_map.ts";
 *
 * // Two generated lines; the second comes from the third line of the source.
 * if (sourcePlace("AAAA;AAEA", 2, 5)?.line !== 3) throw new Error();
 * ```
 */
export function sourcePlace(
  mappings: string,
  line: number,
  column: number,
): SourcePlace | undefined {
  const segments = readMappings(mappings)[line - 1] ?? [];
  const found = segments.findLast((s) => s.generatedColumn <= column - 1) ??
    segments[0];
  return found && { line: found.line + 1, column: found.column + 1 };
}
