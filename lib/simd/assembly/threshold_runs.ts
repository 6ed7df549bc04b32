// The runs of one row at one threshold: three numbers each, first column, column after the last, object; after the last
// run one that lies beyond any column.

export const RUN: usize = 12;
export const RUN_END: usize = 4;
export const RUN_OBJECT: usize = 8;

const BEYOND: i32 = 0x3fffffff;

/** Bytes of room for them: a row has at most a run for two columns. */
// @ts-ignore: decorator
@inline
export function roomFor(width: i32): usize {
  return <usize> ((width >> 1) + 2) * RUN;
}

/** Ends a list of runs. */
// @ts-ignore: decorator
@inline
export function endRuns(at: usize): void {
  store<i32>(at, BEYOND);
  store<i32>(at, BEYOND, RUN_END);
}

/** Makes the lists of a row's thresholds empty. */
export function clearRuns(row: usize, width: i32, thresholds: i32): void {
  const room = roomFor(width);
  for (let t = 0; t < thresholds; t++, row += room) endRuns(row);
}

/** Words of 64 columns. */
// @ts-ignore: decorator
@inline
export function longWords(width: i32): i32 {
  return (width + 63) >> 6;
}

/** Which of 32 levels are above one. */
// @ts-ignore: decorator
@inline
function above32(levels: usize, level: v128): u64 {
  const first = i8x16.bitmask(i8x16.gt_u(v128.load(levels), level));
  const second = i8x16.bitmask(i8x16.gt_u(v128.load(levels, 16), level));
  return <u64> <u32> (first | second << 16);
}

/**
 * Writes a row's foreground at each threshold, a column a bit: level k is foreground at the first k thresholds.
 *
 * @param levels A byte each, and 64 of level 0 after them.
 * @param thresholds How many.
 * @param bits One threshold after the other.
 */
export function markLevels(
  levels: usize,
  width: i32,
  thresholds: i32,
  bits: usize,
): void {
  const words = longWords(width);
  const stride = <usize> words << 3;
  for (let w = 0; w < words; w++, levels += 64, bits += 8) {
    let at = bits;
    for (let t = 0; t < thresholds; t++, at += stride) {
      const level = i8x16.splat(<i8> t);
      store<u64>(
        at,
        above32(levels, level) | above32(levels + 32, level) << 32,
      );
    }
  }
}

/**
 * Finds the runs of a row, without their objects.
 *
 * @param bits A column a bit.
 * @param runs Are written, and ended.
 * @returns Where they end.
 */
// @ts-ignore: decorator
@inline
export function findRuns(bits: usize, width: i32, runs: usize): usize {
  const last = bits + (<usize> longWords(width) << 3);
  let carry: u64 = 0;
  let inside: usize = 0;
  for (let column = 0; bits < last; bits += 8, column += 64) {
    const word = load<u64>(bits);
    let changes = word ^ (word << 1 | carry);
    carry = word >> 63;
    while (changes) {
      store<i32>(runs, column + <i32> ctz(changes));
      changes &= changes - 1;
      // From a run's start to its end, and on to the next run.
      runs += RUN_END + inside * (RUN - 2 * RUN_END);
      inside ^= 1;
    }
  }
  if (inside) {
    store<i32>(runs, width);
    runs += RUN - RUN_END;
  }
  endRuns(runs);
  return runs;
}
