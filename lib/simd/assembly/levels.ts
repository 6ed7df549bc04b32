// Rising thresholds cut values, as whole numbers, into levels: level k holds those from `from[k]` to before
// `from[k + 1]`. A table has the level of each stretch of 2 ^ shift values; where it has several, the lowest, as
// `~level`.

/** The bits of infinity in single precision; what is above is no number. */
const INFINITY: i32 = 0x7f800000;

/** Level of a value; of what is below 0 or no number, 0. */
// @ts-ignore: decorator
@inline
export function levelOf(value: i32, table: usize, shift: i32, from: usize): i32 {
  const level = load<i32>(table + ((<usize> (<u32> value >>> shift)) << 2));
  return level < 0 ? mixedLevel(value, ~level, from) : level;
}

function mixedLevel(value: i32, lowest: i32, from: usize): i32 {
  if (value > INFINITY) return 0;
  let level = lowest;
  while (value >= load<i32>(from + (<usize> level << 2), 4)) level++;
  return level;
}

// @ts-ignore: decorator
@inline
function count(
  values: usize,
  truth: usize,
  table: usize,
  shift: i32,
  from: usize,
  counts: usize,
): void {
  const level = levelOf(load<i32>(values), table, shift, from);
  const marked = <i32> (load<u8>(truth) !== 0);
  const at = counts + ((<usize> (2 * level + marked)) << 2);
  store<i32>(at, load<i32>(at) + 1);
}

/**
 * Counts values by 2 level + truth. Four lists, taken in turn: neighbours are mostly alike, and would wait for each
 * other's sum.
 *
 * @param counts Four lists of `list` bytes, which are added to.
 */
export function countLevels(
  values: usize,
  truth: usize,
  pixels: i32,
  table: usize,
  shift: i32,
  from: usize,
  counts: usize,
  list: usize,
): void {
  const last = values + (<usize> pixels << 2);
  for (; values + 16 <= last; values += 16, truth += 4) {
    count(values, truth, table, shift, from, counts);
    count(values + 4, truth + 1, table, shift, from, counts + list);
    count(values + 8, truth + 2, table, shift, from, counts + 2 * list);
    count(values + 12, truth + 3, table, shift, from, counts + 3 * list);
  }
  for (; values < last; values += 4, truth++) {
    count(values, truth, table, shift, from, counts);
  }
}
